package org.openmns.bench;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The bytes of one event, patched in place for the next: no JSON is built or parsed, for generator, sink and node share
 * the same cores. The id carries when the event was due and its number; the sink reads both back.
 */
final class EventTemplate {

    private static final String MARK = "\"id\":\"";
    private static final int MICROS_DIGITS = 16;
    private static final int NUMBER_DIGITS = 12;
    private static final int PATIENTS = 100_000;
    private static final int VERSION_FIRST = 10;
    private static final long FIRST_PATIENT = 900_000_000L;

    private static final String VERSION_MARK = "\"versionid\":\"W/\\\"";

    private static final String TEXT = "{\"specversion\":\"1.0\"," + MARK + "0".repeat(MICROS_DIGITS) + "-"
            + "0".repeat(NUMBER_DIGITS) + "\",\"source\":\"uk.nhs.personal-demographics-service\","
            + "\"type\":\"%s\",\"subject\":\"@@@@@@@@@@\",\"time\":\"2026-11-22T10:00:00.000Z\","
            + "\"dataref\":\"https://api.service.nhs.uk/personal-demographics/FHIR/R4/Patient/@@@@@@@@@@\","
            + "\"datacontenttype\":\"application/json\",\"tracestate\":\"nhs=00f067aa0ba902b7\","
            + "\"versionid\":\"W/\\\"16\\\"\","
            + "\"traceparent\":\"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\"}";

    private final byte[] bytes;
    private final int id;
    private final int subject;
    private final int dataref;
    private final int version;
    private final SplittableRandom random;

    EventTemplate(String type, long seed) {
        var text = String.format(Locale.ROOT, TEXT, type);
        bytes = text.getBytes(StandardCharsets.US_ASCII);
        id = text.indexOf(MARK) + MARK.length();
        subject = text.indexOf('@');
        dataref = text.lastIndexOf('@') - 9;
        version = text.indexOf(VERSION_MARK) + VERSION_MARK.length();
        random = new SplittableRandom(seed);
    }

    /** The value of {@code versionid} that some events have: one of {@link Scenario#VERSIONS}, from 0. */
    static String version(int number) {
        return "W/\"" + (VERSION_FIRST + number) + "\"";
    }

    /** The event with this number, due at this time, about some patient. */
    Buffer event(long micros, long number) {
        var drawn = VERSION_FIRST + random.nextInt(Scenario.VERSIONS);
        bytes[version] = (byte) ('0' + drawn / 10);
        bytes[version + 1] = (byte) ('0' + drawn % 10);
        hexadecimal(id, MICROS_DIGITS, micros);
        hexadecimal(id + MICROS_DIGITS + 1, NUMBER_DIGITS, number);
        nhsNumber(FIRST_PATIENT + random.nextInt(PATIENTS));
        return Buffer.buffer(bytes);
    }

    /** What {@link #event} wrote, found again in a delivered body; nothing where the body is none of ours. */
    static Optional<Stamp> stamp(Buffer body) {
        var at = indexOf(body, MARK);
        if (at < 0 || body.length() < at + MICROS_DIGITS + 1 + NUMBER_DIGITS) {
            return Optional.empty();
        }
        var micros = hexadecimal(body, at, MICROS_DIGITS);
        var number = hexadecimal(body, at + MICROS_DIGITS + 1, NUMBER_DIGITS);
        return micros < 0 || number < 0 ? Optional.empty() : Optional.of(new Stamp(micros, number));
    }

    /** Microseconds since 1970: the one clock that two processes of a machine share. */
    static long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    private void hexadecimal(int start, int digits, long value) {
        for (var digit = 0; digit < digits; digit++) {
            var nibble = (int) (value >>> (4 * (digits - 1 - digit))) & 0xF;
            bytes[start + digit] = (byte) Character.forDigit(nibble, 16);
        }
    }

    private static long hexadecimal(Buffer body, int start, int digits) {
        var value = 0L;
        for (var index = start; index < start + digits; index++) {
            var digit = Character.digit(body.getByte(index), 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /** Nine digits and the modulus-11 check digit; the few that have none get a zero, which nobody here checks. */
    private void nhsNumber(long nine) {
        var sum = 0;
        var rest = nine;
        for (var place = 8; place >= 0; place--) {
            var digit = (int) (rest % 10);
            rest /= 10;
            sum += digit * (10 - place);
            bytes[subject + place] = bytes[dataref + place] = (byte) ('0' + digit);
        }
        var check = (11 - sum % 11) % 11;
        bytes[subject + 9] = bytes[dataref + 9] = (byte) ('0' + check % 10);
    }

    /** Behind the first occurrence. */
    private static int indexOf(Buffer body, String mark) {
        for (var start = 0; start + mark.length() <= body.length(); start++) {
            var same = 0;
            while (same < mark.length() && body.getByte(start + same) == mark.charAt(same)) {
                same++;
            }
            if (same == mark.length()) {
                return start + same;
            }
        }
        return -1;
    }

    /** When an event was due, and which one of the run it is. */
    record Stamp(long micros, long number) {}
}
