package org.openmns.broker.subscription;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.openmns.subscription.Subscription.Status;
import org.openmns.subscription.SubscriptionReply.LastError;

/** How the endpoint fares, as it is stored; {@code failures} in a row open the breaker. */
record Condition(
        Status status,
        Optional<String> error,
        Failures failures,
        Optional<Instant> lastSuccess,
        Optional<LastError> lastError) {

    static final Condition NEW =
            new Condition(Status.REQUESTED, Optional.empty(), Failures.NONE, Optional.empty(), Optional.empty());

    /** After the subscriber changed something: one that was off starts anew at the head of its topic. */
    Condition renewed() {
        return switch (status) {
            case OFF, REQUESTED -> NEW;
            case ERROR, ACTIVE -> with(Status.ACTIVE);
        };
    }

    /** One that is off stays off, whatever becomes of what was in flight. */
    Condition succeeded(Instant now) {
        return status == Status.ERROR
                ? new Condition(Status.ACTIVE, Optional.empty(), Failures.NONE, Optional.of(now), lastError)
                : new Condition(status, error, Failures.NONE, Optional.of(now), lastError);
    }

    /** After an attempt that failed; {@code hopelessAfter} of nothing else an active one is in error. */
    Condition failed(LastError failure, Optional<Instant> success, Duration hopelessAfter) {
        var next = failures.plusOne(failure.at());
        var hopelessSince = next.since()
                .filter(since -> status == Status.ACTIVE && failure.at().isAfter(since.plus(hopelessAfter)));
        return new Condition(
                hopelessSince.isPresent() ? Status.ERROR : status,
                hopelessSince
                        .map(since -> "nothing but failures since " + since)
                        .or(() -> error),
                next,
                success.or(() -> lastSuccess),
                Optional.of(failure));
    }

    Condition turnedOff(String reason) {
        return new Condition(Status.OFF, Optional.of(reason), failures, lastSuccess, lastError);
    }

    Condition with(Status next) {
        return new Condition(next, Optional.empty(), failures, lastSuccess, lastError);
    }

    /** Failed attempts without a success between them, and since when. */
    record Failures(int inARow, Optional<Instant> since) {

        static final Failures NONE = new Failures(0, Optional.empty());

        Failures plusOne(Instant now) {
            return new Failures(inARow + 1, Optional.of(since.orElse(now)));
        }
    }
}
