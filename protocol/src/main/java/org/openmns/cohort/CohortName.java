package org.openmns.cohort;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.regex.Pattern;

/** What its owner calls a cohort: 1 to 64 letters, digits, {@code . _ -}. */
public record CohortName(@JsonValue String value) {

    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public CohortName {
        if (!VALID.matcher(value).matches()) {
            throw new IllegalArgumentException("not a cohort's name");
        }
    }

    /** The name in this text, or nothing where it is none. */
    public static Optional<CohortName> parse(String text) {
        return VALID.matcher(text).matches() ? Optional.of(new CohortName(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
