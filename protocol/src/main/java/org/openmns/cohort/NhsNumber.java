package org.openmns.cohort;

/**
 * NHS numbers as ints: ten digits of which the last one checks the others (NHS Data Dictionary, modulus 11), so that nine
 * say it all.
 */
public final class NhsNumber {

    /** What {@link #pack} answers where the text is no NHS number. */
    public static final int NONE = -1;

    private static final int DIGITS = 10;

    private NhsNumber() {}

    /** The first nine digits, or {@link #NONE} where the text is not exactly ten digits with a right check digit. */
    public static int pack(String text) {
        if (text.length() != DIGITS) {
            return NONE;
        }
        var packed = 0;
        for (var i = 0; i < DIGITS - 1; i++) {
            var digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return NONE;
            }
            packed = packed * 10 + digit;
        }
        var last = text.charAt(DIGITS - 1) - '0';
        return last <= 9 && last == checkDigit(packed) ? packed : NONE;
    }

    /** The ten digits of what {@link #pack} has packed. */
    public static String unpack(int packed) {
        var text = new char[DIGITS];
        text[DIGITS - 1] = (char) ('0' + checkDigit(packed));
        for (var i = DIGITS - 2; i >= 0; i--) {
            text[i] = (char) ('0' + packed % 10);
            packed /= 10;
        }
        return new String(text);
    }

    /** 10 where there is none: such nine digits begin no NHS number. */
    private static int checkDigit(int nine) {
        var sum = 0;
        for (var weight = 2; weight <= DIGITS; weight++) {
            sum += nine % 10 * weight;
            nine /= 10;
        }
        return (11 - sum % 11) % 11;
    }
}
