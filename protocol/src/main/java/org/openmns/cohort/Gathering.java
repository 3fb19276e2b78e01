package org.openmns.cohort;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Values of a cohort as they arrive, in any order and however often; NHS numbers stay small. For one thread. */
public final class Gathering {

    private final List<String> texts = new ArrayList<>();
    private int[] numbers = new int[64];
    private int count;
    private boolean ordered = true;

    public void add(String value) {
        var number = NhsNumber.pack(value);
        if (number == NhsNumber.NONE) {
            addText(value);
        } else {
            addNumber(number);
        }
    }

    public void addAll(CohortValues values) {
        for (var place = 0; place < values.nhsNumbers(); place++) {
            addNumber(values.nhsNumber(place));
        }
        values.texts().forEach(this::addText);
    }

    private void addNumber(int number) {
        ordered = ordered && (count == 0 || numbers[count - 1] < number);
        numbers = count == numbers.length ? Arrays.copyOf(numbers, 2 * count) : numbers;
        numbers[count++] = number;
    }

    private void addText(String text) {
        ordered = ordered && (texts.isEmpty() || texts.get(texts.size() - 1).compareTo(text) < 0);
        texts.add(text);
    }

    /** How many there were, repeats included. */
    public int size() {
        return count + texts.size();
    }

    /** Each once, in order. Ends the gathering. */
    public CohortValues values() {
        return ordered
                ? CohortValues.ofSorted(Arrays.copyOf(numbers, count), texts)
                : CohortValues.ofSorted(
                        Numbers.sorted(numbers, count),
                        texts.stream().sorted().distinct().toList());
    }

    /** How many, never which. */
    @Override
    public String toString() {
        return "Gathering[" + size() + "]";
    }
}
