package org.openmns.access;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.regex.Pattern;

/** The name that an application bears for ever: in tokens, in the audit log and as the owner of what is its own. */
public record ApplicationId(@JsonValue String value) implements Comparable<ApplicationId> {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /** As which everybody acts where access is open. */
    public static final ApplicationId SANDBOX = new ApplicationId("sandbox");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ApplicationId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not the id of an application");
        }
    }

    /** The id that a client wrote, if it is one. */
    public static Optional<ApplicationId> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new ApplicationId(text)) : Optional.empty();
    }

    @Override
    public int compareTo(ApplicationId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
