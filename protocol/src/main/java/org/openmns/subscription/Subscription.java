package org.openmns.subscription;

import java.time.Instant;
import java.util.Optional;
import org.openmns.criteria.Criteria;

/**
 * What a subscriber asked for. {@code resource} is the FHIR Subscription as it was sent, shown on reading with the
 * {@code id}, {@code status} and {@code error} of the moment.
 */
public record Subscription(
        Criteria criteria, Channel channel, DeliveryOptions options, Optional<Instant> end, String resource) {

    /** FHIR R4's subscription-status. */
    public enum Status {
        REQUESTED("requested"),
        ACTIVE("active"),
        ERROR("error"),
        OFF("off");

        private final String code;

        Status(String code) {
            this.code = code;
        }

        public String code() {
            return code;
        }
    }

    /** The same with other criteria, or with these bound. */
    public Subscription with(Criteria criteria) {
        return new Subscription(criteria, channel, options, end, resource);
    }

    @Override
    public String toString() {
        return "Subscription[" + criteria.eventType() + "]";
    }
}
