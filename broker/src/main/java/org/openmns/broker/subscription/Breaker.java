package org.openmns.broker.subscription;

import java.time.Instant;
import org.openmns.broker.subscription.Condition.Failures;
import org.openmns.subscription.RetrySchedule;

/**
 * Holds requests back from an endpoint that only fails: open after so many failures in a row, then one probe at a time on
 * the retry schedule until one succeeds.
 *
 * @param probes probes that have failed since it opened
 * @param probeAt when the next probe may start; of no meaning while closed
 */
record Breaker(int failuresMax, int failures, int probes, Instant probeAt) {

    /** What it lets through. */
    enum Position {
        CLOSED("closed"),
        OPEN("open"),
        /** A probe may start, or is under way. */
        HALF_OPEN("half-open");

        private final String word;

        Position(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /** After a restart an open breaker probes at once. */
    static Breaker recovered(int failuresMax, Failures failures) {
        return new Breaker(failuresMax, failures.inARow(), 0, Instant.EPOCH);
    }

    Position position(Instant now) {
        if (failures < failuresMax) {
            return Position.CLOSED;
        }
        return now.isBefore(probeAt) ? Position.OPEN : Position.HALF_OPEN;
    }

    boolean isClosed() {
        return failures < failuresMax;
    }

    Breaker succeeded() {
        return failures == 0 ? this : new Breaker(failuresMax, 0, 0, Instant.EPOCH);
    }

    /** While it is open only a probe's failure counts: others were under way when it opened. */
    Breaker failed(RetrySchedule schedule, Instant now, double jitter) {
        if (isClosed() && failures + 1 < failuresMax) {
            return new Breaker(failuresMax, failures + 1, 0, Instant.EPOCH);
        }
        if (!isClosed() && now.isBefore(probeAt)) {
            return this;
        }
        return new Breaker(failuresMax, failures + 1, probes + 1, now.plus(schedule.probeAfter(probes + 1, jitter)));
    }
}
