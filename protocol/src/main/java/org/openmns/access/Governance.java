package org.openmns.access;

import java.util.Optional;

/** Who answers for an event type, and whether following it takes that owner's approval. */
public record Governance(Optional<ApplicationId> owner, boolean byApproval) {

    /** A type that nobody owns and whoever has the permission may follow. */
    public static final Governance OPEN = new Governance(Optional.empty(), false);

    /** Whether this caller decides on requests to follow the type: its owner, or an operator. */
    public boolean isDecidedBy(Caller caller) {
        return caller.permissions().isOperator()
                || owner.filter(caller.application()::equals).isPresent();
    }
}
