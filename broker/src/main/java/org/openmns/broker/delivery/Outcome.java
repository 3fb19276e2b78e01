package org.openmns.broker.delivery;

import java.time.Duration;
import java.util.Optional;

/**
 * What came of one delivery attempt. {@code detail} is fit for the subscriber and for a log: a status or a cause, nothing
 * of the payload. {@code retryAfter} is how long the endpoint asked to be left alone (429 and 503 only).
 */
public record Outcome(
        Verdict verdict, Optional<Integer> httpStatus, String detail, Duration latency, Optional<Duration> retryAfter) {

    /** What happens to the delivery next; contract.md section 5. */
    public enum Verdict {
        /** Any 2xx. */
        DELIVERED,
        /** 408, 425, 429, 5xx, time-out, connection or TLS failure: again, by the schedule. */
        RETRY,
        /** Any other 3xx or 4xx: again, at the slow end of the schedule, for the subscriber may mend it. */
        RETRY_SLOWLY,
        /** 410: the subscription turns off. */
        GONE
    }
}
