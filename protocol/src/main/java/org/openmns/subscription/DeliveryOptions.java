package org.openmns.subscription;

import java.time.Duration;
import java.util.Optional;

/**
 * How a subscription wants to be delivered to. {@code inFlightMax} is how many requests may be open at once;
 * {@code attemptTimeout} covers one attempt, connection included.
 */
public record DeliveryOptions(
        OrderingKey orderingKey,
        RetrySchedule retries,
        Duration attemptTimeout,
        int inFlightMax,
        Optional<Integer> ratePerSecondMax) {

    public DeliveryOptions {
        if (inFlightMax < 1) {
            throw new IllegalArgumentException("inFlightMax must be at least 1");
        }
        if (attemptTimeout.isNegative() || attemptTimeout.isZero()) {
            throw new IllegalArgumentException("attemptTimeout must be longer than zero");
        }
        if (ratePerSecondMax.isPresent() && ratePerSecondMax.get() < 1) {
            throw new IllegalArgumentException("ratePerSecondMax must be at least 1");
        }
    }

    /** These, with another order. */
    public DeliveryOptions orderedBy(OrderingKey other) {
        return new DeliveryOptions(other, retries, attemptTimeout, inFlightMax, ratePerSecondMax);
    }

    /** Which deliveries of one subscription must keep their order. */
    public enum OrderingKey {
        /** Those about one patient; an event without a subject is ordered with nothing. */
        SUBJECT,
        /** None: the fastest. */
        NONE,
        /** All of them: one request at a time. */
        SUBSCRIPTION
    }
}
