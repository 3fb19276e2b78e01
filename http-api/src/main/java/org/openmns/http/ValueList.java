package org.openmns.http;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.openmns.cohort.CohortValues;
import org.openmns.cohort.CohortWeight;
import org.openmns.cohort.Gathering;
import org.openmns.cohort.NhsNumber;

/** Values of a cohort as they arrive one by one: checked, and kept small. Used by one stream. */
final class ValueList {

    static final int BYTES_MAX = 256;

    private static final String LENGTH = "Please provide a value of 1 to " + BYTES_MAX + " bytes";

    private final int max;
    private final long weightMax;
    private final Gathering values = new Gathering();
    private long weight;

    /** Takes at most so many, and of so much weight together, repeats included. */
    ValueList(int max, long weightMax) {
        this.max = max;
        this.weightMax = weightMax;
    }

    /** Takes this value, or says what is wrong with it. */
    Optional<String> add(String value) {
        var wrong = NhsNumber.pack(value) == NhsNumber.NONE ? wrong(value) : Optional.<String>empty();
        if (wrong.isPresent()) {
            return wrong;
        }
        values.add(value);
        if (received() > max) {
            throw new RequestRefused(Errors.tooManyValues(max));
        }
        weight += CohortWeight.ofValue(value);
        if (weight > weightMax) {
            throw new RequestRefused(Errors.valuesTooHeavy());
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
        return values.size();
    }

    /** Each value once, in order. */
    CohortValues values() {
        return values.values();
    }

    /** How many, never which. */
    @Override
    public String toString() {
        return "ValueList[" + received() + "]";
    }
}
