package org.openmns.broker.delivery;

import java.time.Duration;
import java.time.Instant;
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
        GONE,
        /** Nothing was sent, for want of room on this node: soon again, and nothing is said about the endpoint. */
        UNMADE;

        /** What a final answer with this status means. What HTTP does not define counts as a broken server. */
        static Verdict of(int status) {
            return switch (status) {
                case 408, 425, 429 -> RETRY;
                case 410 -> GONE;
                default -> status < 200 || status >= 500 ? RETRY : status < 300 ? DELIVERED : RETRY_SLOWLY;
            };
        }
    }

    /** The endpoint answered; {@code retryAfter} is the header's text. */
    static Outcome answered(int status, Optional<String> retryAfter, Instant now, Duration latency) {
        var wait = status == 429 || status == 503
                ? retryAfter.flatMap(text -> RetryAfter.parse(text, now))
                : Optional.<Duration>empty();
        return new Outcome(Verdict.of(status), Optional.of(status), "HTTP " + status, latency, wait);
    }

    /** The same, to be tried again at the usual pace. */
    Outcome again() {
        return new Outcome(Verdict.RETRY, httpStatus, detail, latency, retryAfter);
    }

    /** There was no answer, for this reason. */
    static Outcome unanswered(Verdict verdict, String detail, Duration latency) {
        return new Outcome(verdict, Optional.empty(), detail, latency, Optional.empty());
    }
}
