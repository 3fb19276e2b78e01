package org.openmns.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * Name of an event type, which is also the name of its topic: {@code <name>-<version>}.
 *
 * <p>It becomes part of a persistence id, so its length and its characters are checked here, once.
 */
public record TopicName(@JsonValue String value) implements Comparable<TopicName> {

    /** Far below the 255 characters of a persistence id, with room for the entity's prefix. */
    public static final int LENGTH_MAX = 128;

    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0," + (LENGTH_MAX - 1) + "}");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public TopicName {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not an event type: letters, digits, '.', '_' and '-' only");
        }
    }

    /** Whether this text may name an event type at all; the catalogue decides whether it does. */
    public static boolean isValid(String value) {
        return VALID.matcher(value).matches();
    }

    @Override
    public int compareTo(TopicName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
