package org.openmns.criteria;

import java.util.stream.IntStream;

/**
 * A {@code LIKE} pattern: {@code %} is any run of characters, {@code _} any one of them, and a backslash takes the
 * meaning from a {@code %}, a {@code _} or a backslash that follows it.
 *
 * <p>Only the last {@code %} passed is ever tried again, so the time is the value's length times the pattern's at worst,
 * and the pattern's is limited.
 */
final class LikePattern {

    /** Characters of a pattern: bounds what one match can cost. */
    static final int LENGTH_MAX = 256;

    private static final int ANY_RUN = -1;
    private static final int ANY_ONE = -2;
    private static final int NOTHING = -3;

    private final String text;

    /** Code points, {@link #ANY_RUN} and {@link #ANY_ONE}, which are no code points. */
    private final int[] steps;

    LikePattern(String text) {
        this.text = text;
        this.steps = steps(text);
    }

    boolean matches(String value) {
        var step = 0;
        var at = 0;
        var lastRun = -1;
        var resumeAt = 0;
        while (at < value.length()) {
            var character = value.codePointAt(at);
            var wanted = step < steps.length ? steps[step] : NOTHING;
            if (wanted == ANY_RUN) {
                lastRun = step++;
                resumeAt = at;
            } else if (wanted == ANY_ONE || wanted == character) {
                step++;
                at += Character.charCount(character);
            } else if (lastRun >= 0) {
                step = lastRun + 1;
                resumeAt += Character.charCount(value.codePointAt(resumeAt));
                at = resumeAt;
            } else {
                return false;
            }
        }
        return onlyRunsFrom(step);
    }

    /** Whether only one text matches: the prefix. */
    boolean isLiteral() {
        return literals() == steps.length;
    }

    /** What every text that matches begins with. */
    String prefix() {
        return new String(steps, 0, literals());
    }

    private int literals() {
        var count = 0;
        while (count < steps.length && steps[count] >= 0) {
            count++;
        }
        return count;
    }

    private boolean onlyRunsFrom(int first) {
        var step = first;
        while (step < steps.length && steps[step] == ANY_RUN) {
            step++;
        }
        return step == steps.length;
    }

    private static int[] steps(String text) {
        var characters = text.codePoints().toArray();
        var steps = IntStream.builder();
        for (var i = 0; i < characters.length; i++) {
            if (characters[i] == '\\' && i + 1 < characters.length && isSpecial(characters[i + 1])) {
                steps.add(characters[++i]);
            } else {
                steps.add(characters[i] == '%' ? ANY_RUN : characters[i] == '_' ? ANY_ONE : characters[i]);
            }
        }
        return steps.build().toArray();
    }

    private static boolean isSpecial(int character) {
        return character == '%' || character == '_' || character == '\\';
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LikePattern pattern && text.equals(pattern.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Says no pattern: it may identify a patient. */
    @Override
    public String toString() {
        return "LikePattern";
    }
}
