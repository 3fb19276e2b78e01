package org.openmns.broker.cohort;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.openmns.cohort.CohortValues;

/** Puts the parts of a cohort together. They usually come in their order; where they do not, they are sorted at the end. */
final class Gathering {

    private final List<String> texts = new ArrayList<>();
    private int[] numbers = new int[64];
    private int count;
    private boolean ordered = true;

    void add(CohortValues part) {
        ensure(part.nhsNumbers());
        for (var place = 0; place < part.nhsNumbers(); place++) {
            var number = part.nhsNumber(place);
            ordered = ordered && (count == 0 || numbers[count - 1] < number);
            numbers[count++] = number;
        }
        for (var text : part.texts()) {
            ordered = ordered && (texts.isEmpty() || texts.get(texts.size() - 1).compareTo(text) < 0);
            texts.add(text);
        }
    }

    CohortValues values() {
        var exact = Arrays.copyOf(numbers, count);
        if (ordered) {
            return CohortValues.ofSorted(exact, texts);
        }
        var distinct = Arrays.stream(exact).sorted().distinct().toArray();
        return CohortValues.ofSorted(
                distinct, texts.stream().sorted().distinct().toList());
    }

    private void ensure(int more) {
        if (count + more > numbers.length) {
            numbers = Arrays.copyOf(numbers, Math.max(count + more, 2 * numbers.length));
        }
    }
}
