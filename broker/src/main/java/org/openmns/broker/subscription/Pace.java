package org.openmns.broker.subscription;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How many requests an endpoint gets at once and how often: a window that halves when the endpoint is overloaded and
 * grows back by one each time a whole window has succeeded, an optional rate, and any wait that the endpoint asked for.
 */
final class Pace {

    private double window;
    private Instant notBefore = Instant.EPOCH;
    private long nextStartNanos;

    Pace(int inFlightMax) {
        this.window = inFlightMax;
    }

    /** Whether one more may start beside those in flight. */
    boolean allows(int inFlight, int inFlightMax, Instant now) {
        return hasWindow(inFlight, inFlightMax) && !now.isBefore(wakeAt());
    }

    boolean hasWindow(int inFlight, int inFlightMax) {
        return inFlight < Math.min(window, inFlightMax);
    }

    /** When the rate or the endpoint's own wish lets the next one start. */
    Instant wakeAt() {
        var byRate = Instant.EPOCH.plusNanos(nextStartNanos);
        return byRate.isAfter(notBefore) ? byRate : notBefore;
    }

    /** One has started; the next may not before {@code spacing} has passed. */
    void started(Optional<Duration> spacing, Instant now) {
        if (spacing.isPresent()) {
            nextStartNanos =
                    Math.max(nextStartNanos, nanos(now)) + spacing.get().toNanos();
        }
    }

    void succeeded(int inFlightMax) {
        window = Math.min(inFlightMax, window + 1 / window);
    }

    void overloaded() {
        window = Math.max(1, window / 2);
    }

    /** The endpoint was down: begin with one request and let successes open the window. */
    void startOver() {
        window = 1;
    }

    void holdUntil(Instant until) {
        notBefore = until.isAfter(notBefore) ? until : notBefore;
    }

    private static long nanos(Instant now) {
        return Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
    }
}
