package org.openmns.cohort;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Values of a cohort, each once and in their order: NHS numbers, as {@link NhsNumber} packs them, by their digits, then all
 * other texts in UTF-16 order.
 */
public final class CohortValues {

    public static final CohortValues NONE = new CohortValues(new int[0], List.of());

    private final int[] nhsNumbers;
    private final List<String> texts;

    private CohortValues(int[] nhsNumbers, List<String> texts) {
        this.nhsNumbers = nhsNumbers;
        this.texts = texts;
    }

    /** These values, in any order and however often. */
    public static CohortValues of(Iterable<String> values) {
        var gathering = new Gathering();
        values.forEach(gathering::add);
        return gathering.values();
    }

    /** Values that are in their order already, each once; the array is not used elsewhere. */
    public static CohortValues ofSorted(int[] nhsNumbers, List<String> texts) {
        return new CohortValues(nhsNumbers, List.copyOf(texts));
    }

    public int nhsNumbers() {
        return nhsNumbers.length;
    }

    /** The packed NHS number at this place, from 0. */
    public int nhsNumber(int place) {
        return nhsNumbers[place];
    }

    /** What is no NHS number. */
    public List<String> texts() {
        return texts;
    }

    public int size() {
        return nhsNumbers.length + texts.size();
    }

    /** Whether this value is among them. */
    public boolean contains(String value) {
        var number = NhsNumber.pack(value);
        return number == NhsNumber.NONE
                ? Collections.binarySearch(texts, value) >= 0
                : Arrays.binarySearch(nhsNumbers, number) >= 0;
    }

    /** These and those: costs a copy, and a search for each of the fewer ones. */
    public CohortValues plus(CohortValues others) {
        if (others.size() == 0 || size() == 0) {
            return size() == 0 ? others : this;
        }
        var fewer = others.nhsNumbers.length <= nhsNumbers.length;
        return new CohortValues(
                fewer ? Numbers.union(nhsNumbers, others.nhsNumbers) : Numbers.union(others.nhsNumbers, nhsNumbers),
                Texts.union(texts, others.texts));
    }

    /** These without those: costs a copy, and a search for each of the fewer ones. */
    public CohortValues minus(CohortValues others) {
        return others.size() == 0 || size() == 0
                ? this
                : new CohortValues(
                        Numbers.difference(nhsNumbers, others.nhsNumbers), Texts.difference(texts, others.texts));
    }

    /** These that are among those, too. */
    public CohortValues and(CohortValues others) {
        return minus(minus(others));
    }

    /** How many, never which: they may identify patients. */
    @Override
    public String toString() {
        return "CohortValues[" + size() + "]";
    }
}
