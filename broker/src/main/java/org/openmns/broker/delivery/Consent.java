package org.openmns.broker.delivery;

import java.util.Optional;
import org.openmns.broker.delivery.Outcome.Verdict;
import org.openmns.subscription.AllowedRate;

/**
 * What an endpoint said to a handshake: whether it agrees, and to how many requests a minute, where it sets a limit.
 * {@code outcome} is that of the request.
 */
public record Consent(Outcome outcome, boolean given, Optional<Integer> perMinuteMax) {

    private static final String ANY = "*";

    static Consent none(Outcome outcome) {
        return new Consent(outcome, false, Optional.empty());
    }

    /** Of a FHIR endpoint, for which any success is a yes. */
    static Consent of(Outcome outcome) {
        return new Consent(outcome, outcome.verdict() == Verdict.DELIVERED, Optional.empty());
    }

    /** By the headers of CloudEvents: success alone is none, for many servers answer OPTIONS and mean nothing by it. */
    static Consent of(Outcome outcome, String origin, Optional<String> allowedOrigin, Optional<String> allowedRate) {
        if (outcome.verdict() != Verdict.DELIVERED) {
            return none(outcome);
        }
        if (allowedOrigin.isEmpty()) {
            return none(because(outcome, "without WebHook-Allowed-Origin"));
        }
        var allowed = allowedOrigin.get().strip();
        return allowed.equals(ANY) || allowed.equalsIgnoreCase(origin)
                ? new Consent(outcome, true, allowedRate.flatMap(AllowedRate::perMinute))
                : none(because(outcome, "for another WebHook-Allowed-Origin"));
    }

    private static Outcome because(Outcome outcome, String why) {
        return new Outcome(
                outcome.verdict(),
                outcome.httpStatus(),
                outcome.detail() + " " + why,
                outcome.latency(),
                outcome.retryAfter());
    }
}
