package org.openmns.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.openmns.cohort.CohortValues;
import org.openmns.cohort.NhsNumber;

/** Values of a cohort as they arrive one by one: checked, and kept small. Used by one stream. */
final class ValueList {

    static final int BYTES_MAX = 256;

    private static final String LENGTH = "Please provide a value of 1 to " + BYTES_MAX + " bytes";

    private final int max;
    private final List<String> texts = new ArrayList<>();
    private int[] numbers = new int[64];
    private int count;

    /** Takes at most so many, repeats included. */
    ValueList(int max) {
        this.max = max;
    }

    /** Takes this value, or says what is wrong with it. */
    Optional<String> add(String value) {
        var number = NhsNumber.pack(value);
        if (number == NhsNumber.NONE) {
            var wrong = wrong(value);
            if (wrong.isPresent()) {
                return wrong;
            }
            texts.add(value);
        } else {
            numbers = count == numbers.length ? Arrays.copyOf(numbers, 2 * count) : numbers;
            numbers[count++] = number;
        }
        if (received() > max) {
            throw new RequestRefused(Errors.tooManyValues(max));
        }
        return Optional.empty();
    }

    /** What is wrong with this value, without repeating it. */
    private static Optional<String> wrong(String value) {
        if (value.isEmpty()
                || value.length() > BYTES_MAX
                || value.getBytes(StandardCharsets.UTF_8).length > BYTES_MAX) {
            return Optional.of(LENGTH);
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            return Optional.of("Please provide a value without control characters");
        }
        return StandardCharsets.UTF_8.newEncoder().canEncode(value)
                ? Optional.empty()
                : Optional.of("Please provide valid Unicode text");
    }

    /** How many there were, repeats included. */
    int received() {
        return count + texts.size();
    }

    /** Each value once, in order. */
    CohortValues values() {
        Arrays.sort(numbers, 0, count);
        var distinct = 0;
        for (var place = 0; place < count; place++) {
            if (place == 0 || numbers[place] != numbers[place - 1]) {
                numbers[distinct++] = numbers[place];
            }
        }
        return CohortValues.ofSorted(
                Arrays.copyOf(numbers, distinct),
                texts.stream().sorted().distinct().toList());
    }

    /** How many, never which. */
    @Override
    public String toString() {
        return "ValueList[" + received() + "]";
    }
}
