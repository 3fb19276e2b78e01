package org.openmns.cohort;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;

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
        var numbers = new int[16];
        var count = 0;
        var texts = new TreeSet<String>();
        for (var value : values) {
            var number = NhsNumber.pack(value);
            if (number == NhsNumber.NONE) {
                texts.add(value);
            } else {
                numbers = count == numbers.length ? Arrays.copyOf(numbers, 2 * count) : numbers;
                numbers[count++] = number;
            }
        }
        return new CohortValues(sorted(numbers, count), List.copyOf(texts));
    }

    /** Values that are in their order already, each once; the array is not used elsewhere. */
    public static CohortValues ofSorted(int[] nhsNumbers, List<String> texts) {
        return new CohortValues(nhsNumbers, List.copyOf(texts));
    }

    private static int[] sorted(int[] numbers, int count) {
        Arrays.sort(numbers, 0, count);
        var distinct = 0;
        for (var i = 0; i < count; i++) {
            if (i == 0 || numbers[i] != numbers[i - 1]) {
                numbers[distinct++] = numbers[i];
            }
        }
        return Arrays.copyOf(numbers, distinct);
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

    /** These and those. */
    public CohortValues plus(CohortValues others) {
        if (others.size() == 0 || size() == 0) {
            return size() == 0 ? others : this;
        }
        var numbers = Arrays.copyOf(nhsNumbers, nhsNumbers.length + others.nhsNumbers.length);
        System.arraycopy(others.nhsNumbers, 0, numbers, nhsNumbers.length, others.nhsNumbers.length);
        var union = new TreeSet<>(texts);
        union.addAll(others.texts);
        return new CohortValues(sorted(numbers, numbers.length), List.copyOf(union));
    }

    /** These without those. */
    public CohortValues minus(CohortValues others) {
        if (others.size() == 0 || size() == 0) {
            return this;
        }
        var numbers = new int[nhsNumbers.length];
        var count = 0;
        var other = 0;
        for (var number : nhsNumbers) {
            while (other < others.nhsNumbers.length && others.nhsNumbers[other] < number) {
                other++;
            }
            if (other == others.nhsNumbers.length || others.nhsNumbers[other] != number) {
                numbers[count++] = number;
            }
        }
        return new CohortValues(Arrays.copyOf(numbers, count), without(others));
    }

    private List<String> without(CohortValues others) {
        return texts.stream()
                .filter(text -> Collections.binarySearch(others.texts, text) < 0)
                .toList();
    }

    /** How many, never which: they may identify patients. */
    @Override
    public String toString() {
        return "CohortValues[" + size() + "]";
    }
}
