package org.openmns.subscription;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How long to wait after each failed attempt, and when to stop trying: one wait per retry, so a schedule of ten waits
 * makes at most eleven attempts.
 *
 * <p>Pure: jitter comes in as a value, so the same inputs always give the same backoff.
 */
public record RetrySchedule(List<Duration> waits, Duration overallMax) {

    /** Full jitter spreads a wait by this share either way. */
    public static final double JITTER = 0.2;

    /** More retries than this is a mistake in a configuration, not patience. */
    public static final int RETRIES_MAX = 50;

    public RetrySchedule {
        waits = List.copyOf(waits);
        if (waits.size() > RETRIES_MAX) {
            throw new IllegalArgumentException("at most " + RETRIES_MAX + " retries");
        }
        if (waits.stream().anyMatch(wait -> wait.isNegative() || wait.isZero())) {
            throw new IllegalArgumentException("every wait must be longer than zero");
        }
        if (overallMax.isNegative() || overallMax.isZero()) {
            throw new IllegalArgumentException("the overall limit must be longer than zero");
        }
    }

    /**
     * The wait that follows the given step (the first failure is step 1), or nothing where the schedule is exhausted and
     * the event becomes a dead letter.
     *
     * @param jitter between -1 and 1
     */
    public Optional<Duration> backoffAfter(int step, double jitter) {
        return step > waits.size() ? Optional.empty() : Optional.of(jittered(waits.get(step - 1), jitter));
    }

    /** The step at which retries of an answer that gives little hope (a 4xx) start: the slow half of the schedule. */
    public int slowStep() {
        return waits.size() / 2;
    }

    /** The wait before the n-th probe of an endpoint that is down; stays at the longest. */
    public Duration probeAfter(int probe, double jitter) {
        return waits.isEmpty() ? overallMax : jittered(waits.get(Math.min(probe, waits.size()) - 1), jitter);
    }

    private static Duration jittered(Duration wait, double jitter) {
        return Duration.ofMillis(Math.max(1, Math.round(wait.toMillis() * (1 + JITTER * jitter))));
    }
}
