package org.openmns.broker.delivery;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the {@code Retry-After} header: seconds, or an HTTP date. */
final class RetryAfter {

    /** Nobody may ask to be left alone for longer. */
    static final Duration WAIT_MAX = Duration.ofHours(24);

    private static final Pattern SECONDS = Pattern.compile("[0-9]+");

    private RetryAfter() {}

    /** How long to wait from now, or nothing where the text says nothing that we understand. */
    static Optional<Duration> parse(String text, Instant now) {
        var trimmed = text.trim();
        if (SECONDS.matcher(trimmed).matches()) {
            return Optional.of(seconds(trimmed));
        }
        try {
            var date = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(trimmed));
            return Optional.of(bounded(Duration.between(now, date)));
        } catch (DateTimeException | ArithmeticException notADate) {
            return Optional.empty();
        }
    }

    private static Duration seconds(String digits) {
        // Ten digits are 300 years; more might not fit a number.
        return digits.length() > 10 ? WAIT_MAX : bounded(Duration.ofSeconds(Long.parseLong(digits)));
    }

    private static Duration bounded(Duration wait) {
        return wait.isNegative() ? Duration.ZERO : wait.compareTo(WAIT_MAX) > 0 ? WAIT_MAX : wait;
    }
}
