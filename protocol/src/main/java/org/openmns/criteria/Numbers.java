package org.openmns.criteria;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Numbers in one canonical form, so that 3, 3.0 and 0.3e1 are equal and have one text: a {@code Long} where the value is
 * a whole number that fits, else a {@code BigDecimal} without trailing zeros.
 */
final class Numbers {

    /** Longest text that is read as a number: reading takes quadratic time, and no identifier is longer. */
    static final int LENGTH_MAX = 64;

    /** Beyond this exponent a number is left as it is: it equals no literal, and stripping its zeros could overflow. */
    private static final int SCALE_MAX = 10_000;

    /** Digits of {@link Long#MAX_VALUE}. */
    private static final int LONG_DIGITS = 19;

    private Numbers() {}

    /** The number that this text spells as JSON does (no leading zeros) but for the exponent, or null if it does not. */
    static @Nullable Number parse(String text) {
        return isPlain(text) ? canonical(new BigDecimal(text)) : null;
    }

    static Number canonical(Number number) {
        return number instanceof BigDecimal decimal ? canonical(decimal) : (Number) number.longValue();
    }

    /** Whether a canonical number may have this text though {@link #parse} reads no number in it. */
    static boolean isBeyondLiterals(String text) {
        return !text.isEmpty()
                && (text.charAt(0) == '-' || Character.isDigit(text.charAt(0)))
                && (text.length() > LENGTH_MAX || text.indexOf('E') >= 0);
    }

    /** Compares canonical numbers by value. */
    static int compare(Number left, Number right) {
        return left instanceof Long one && right instanceof Long other
                ? Long.compare(one, other)
                : decimal(left).compareTo(decimal(right));
    }

    private static Number canonical(BigDecimal decimal) {
        if (decimal.signum() == 0) {
            return 0L;
        }
        if (Math.abs((long) decimal.scale()) > SCALE_MAX) {
            return decimal;
        }
        var stripped = decimal.stripTrailingZeros();
        var whole = stripped.scale() <= 0 && stripped.precision() - stripped.scale() <= LONG_DIGITS;
        if (whole && stripped.toBigInteger().bitLength() < Long.SIZE) {
            return stripped.longValue();
        }
        return stripped;
    }

    private static BigDecimal decimal(Number canonical) {
        return canonical instanceof BigDecimal decimal ? decimal : BigDecimal.valueOf(canonical.longValue());
    }

    private static boolean isPlain(String text) {
        if (text.length() > LENGTH_MAX) {
            return false;
        }
        var from = text.startsWith("-") ? 1 : 0;
        var point = endOfDigits(text, from);
        var leadingZero = point - from > 1 && text.charAt(from) == '0';
        if (point == from || leadingZero) {
            return false;
        }
        if (point == text.length()) {
            return true;
        }
        var end = endOfDigits(text, point + 1);
        return text.charAt(point) == '.' && end > point + 1 && end == text.length();
    }

    private static int endOfDigits(String text, int from) {
        var end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }
}
