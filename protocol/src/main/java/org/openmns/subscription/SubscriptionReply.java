package org.openmns.subscription;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.openmns.protocol.Message;

/** Every answer a subscription gives. */
public sealed interface SubscriptionReply extends Message {

    record Accepted() implements SubscriptionReply {}

    /** {@code created} is false where the subscription was there before: then its secret is not told again. */
    record Subscribed(boolean created) implements SubscriptionReply {}

    /** How many dead letters a redrive or a deletion took. */
    record Counted(int count) implements SubscriptionReply {}

    /** What the endpoint said to a test event: an HTTP status, or why there was none. */
    record Tested(boolean delivered, Optional<Integer> httpStatus, String detail, Duration latency)
            implements SubscriptionReply {}

    record Described(Health health, Position position, Counts counts, List<Expiry> expired)
            implements SubscriptionReply {}

    record Refused(Refusal why) implements SubscriptionReply {}

    /** How the endpoint fares. {@code breaker} is {@code closed}, {@code open} or {@code half-open}. */
    record Health(
            Subscription.Status status,
            boolean paused,
            String breaker,
            Optional<Instant> lastSuccess,
            Optional<LastError> lastError) {}

    /** The last failed attempt. */
    record LastError(Instant at, String detail) {}

    /** How far it is: settled up to {@code cursor}, the topic's {@code head}, and what lies between. */
    record Position(long cursor, long head, Behind behind, int inFlight, boolean lagging) {}

    /** What waits: known matching events in memory and events of the log not yet looked at, and the age of the oldest. */
    record Behind(long events, Duration time) {}

    record Counts(long delivered, long failedAttempts, long deadLettered, long skipped, long expired) {

        public static final Counts ZERO = new Counts(0, 0, 0, 0, 0);

        public Counts plus(Counts more) {
            return new Counts(
                    delivered + more.delivered,
                    failedAttempts + more.failedAttempts,
                    deadLettered + more.deadLettered,
                    skipped + more.skipped,
                    expired + more.expired);
        }
    }

    /** Matching events that retention took before they were delivered. */
    record Expiry(Instant at, long from, long through, long count) {}

    /** Why a command was turned down; the HTTP layer maps each to one status. */
    enum Refusal {
        UNKNOWN_SUBSCRIPTION,
        SUBSCRIPTION_OFF,
        EVENT_TYPE_IS_FIXED,
        REPLAY_OUT_OF_RANGE,
        REPLAY_RUNNING,
        UNAVAILABLE
    }
}
