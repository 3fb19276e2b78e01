package org.openmns.subscription;

import java.util.Optional;
import org.openmns.criteria.Criteria;

/** A subscription as the registry lists it, without starting its entity. */
public record Registration(SubscriptionId id, String owner, Criteria criteria, Standing standing, String resource) {

    /** FHIR's status, and why where it is {@code error} or {@code off}. */
    public record Standing(Subscription.Status status, Optional<String> error) {}

    /** Says no resource: it may hold credentials. */
    @Override
    public String toString() {
        return "Registration[" + id + "]";
    }
}
