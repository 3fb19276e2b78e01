package org.openmns.criteria;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A value that criteria compare with. {@code number} is what {@code text} spells, if it spells a number, whether it was
 * quoted or not; {@code quoted} matters for order only.
 */
record Literal(String text, boolean quoted, @Nullable Number number) {

    static Literal quoted(String text) {
        return new Literal(text, true, Numbers.parse(text));
    }

    static Literal bare(String text) {
        return new Literal(text, false, Numbers.parse(text));
    }

    /** Strings and booleans by their text, numbers by their value. */
    boolean isEqualTo(Object value) {
        if (value instanceof String string) {
            return text.equals(string);
        }
        if (value instanceof Number other) {
            return number != null && number.equals(Numbers.canonical(other));
        }
        return value instanceof Boolean truth && text.equals(truth.toString());
    }

    /** The texts, as {@link IndexKeys#of(org.openmns.event.Event, Name)} spells values, of all that equals this. */
    Set<String> keys() {
        return number == null || text.equals(number.toString()) ? Set.of(text) : Set.of(text, number.toString());
    }

    /** Says no value: it may identify a patient. */
    @Override
    public String toString() {
        return "Literal";
    }
}
