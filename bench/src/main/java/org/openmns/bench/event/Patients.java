package org.openmns.bench.event;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Patients by index, from 0 to some 89 million, each with an NHS number of its own: ten digits, the last of which checks
 * the others modulus 11. Of the ten numbers that share eight digits one at most has no check digit; nine are used.
 */
public final class Patients {

    /** How long an NHS number is. */
    public static final int DIGITS = 10;

    private static final long FIRST = 90_000_000;
    private static final int NUMBERS_PER_PREFIX = 9;
    private static final int PREFIX_DIGITS = 8;

    private Patients() {}

    /** Writes the patient's NHS number. */
    public static void write(long patient, byte[] bytes, int at) {
        var sum = prefix(FIRST + patient / NUMBERS_PER_PREFIX, bytes, at);
        // Twice the ninth digit is added to the sum; where that leaves 1 modulus 11 the check digit would be 10.
        var without = Math.floorMod(6 * (1 - sum), 11);
        var drawn = (int) (patient % NUMBERS_PER_PREFIX);
        var ninth = drawn < without ? drawn : drawn + 1;
        var check = (11 - (sum + 2 * ninth) % 11) % 11;
        bytes[at + PREFIX_DIGITS] = (byte) ('0' + ninth);
        bytes[at + PREFIX_DIGITS + 1] = (byte) ('0' + check);
    }

    /** The patient's NHS number. */
    public static String nhsNumber(long patient) {
        var digits = new byte[DIGITS];
        write(patient, digits, 0);
        return new String(digits, US_ASCII);
    }

    /** Writes the first eight digits and answers their weighted sum. */
    private static int prefix(long digits, byte[] bytes, int at) {
        var sum = 0;
        var rest = digits;
        for (var place = PREFIX_DIGITS - 1; place >= 0; place--) {
            var digit = (int) (rest % 10);
            rest /= 10;
            sum += digit * (10 - place);
            bytes[at + place] = (byte) ('0' + digit);
        }
        return sum;
    }
}
