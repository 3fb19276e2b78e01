package org.openmns.bench.event;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.Optional;

/**
 * What an event's id says: when it was due in microseconds since 1970, which event of the run it is, and the only path of
 * the sink where it belongs (0: any).
 */
public record Stamp(long micros, long number, int path) {

    static final byte[] MARK = "\"id\":\"".getBytes(US_ASCII);
    static final int MICROS_DIGITS = 16;
    static final int NUMBER_DIGITS = 10;
    static final int PATH_DIGITS = 6;
    static final int LENGTH = MICROS_DIGITS + 1 + NUMBER_DIGITS + 1 + PATH_DIGITS;

    private static final byte[] HEXADECIMAL = "0123456789abcdef".getBytes(US_ASCII);
    private static final byte[] VALUES = values();

    /** Writes the id. */
    static void write(byte[] bytes, int at, long micros, long number, int path) {
        write(bytes, at, MICROS_DIGITS, micros);
        write(bytes, at + MICROS_DIGITS + 1, NUMBER_DIGITS, number);
        write(bytes, at + LENGTH - PATH_DIGITS, PATH_DIGITS, path);
    }

    /** What was written into a delivered body; nothing where the body is none of ours. */
    public static Optional<Stamp> read(byte[] bytes, int from, int end) {
        var at = behindMark(bytes, from, end);
        if (at < 0 || at + LENGTH > end) {
            return Optional.empty();
        }
        var micros = value(bytes, at, MICROS_DIGITS);
        var number = value(bytes, at + MICROS_DIGITS + 1, NUMBER_DIGITS);
        var path = value(bytes, at + LENGTH - PATH_DIGITS, PATH_DIGITS);
        return (micros | number | path) < 0 ? Optional.empty() : Optional.of(new Stamp(micros, number, (int) path));
    }

    private static void write(byte[] bytes, int at, int digits, long value) {
        var rest = value;
        for (var place = at + digits - 1; place >= at; place--) {
            bytes[place] = HEXADECIMAL[(int) rest & 0xF];
            rest >>>= 4;
        }
    }

    /** -1 where there is something else. */
    private static long value(byte[] bytes, int at, int digits) {
        var read = 0L;
        for (var place = at; place < at + digits; place++) {
            var digit = VALUES[bytes[place] & 0x7F];
            if (digit < 0) {
                return -1;
            }
            read = (read << 4) | digit;
        }
        return read;
    }

    /** Behind the first mark, or -1. */
    private static int behindMark(byte[] bytes, int from, int end) {
        for (var at = from; at + MARK.length <= end; at++) {
            if (bytes[at] == '"' && Arrays.equals(bytes, at, at + MARK.length, MARK, 0, MARK.length)) {
                return at + MARK.length;
            }
        }
        return -1;
    }

    private static byte[] values() {
        var values = new byte[128];
        Arrays.fill(values, (byte) -1);
        for (var value = 0; value < HEXADECIMAL.length; value++) {
            values[HEXADECIMAL[value]] = (byte) value;
        }
        return values;
    }
}
