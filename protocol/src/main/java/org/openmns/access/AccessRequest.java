package org.openmns.access;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.openmns.event.TopicName;

/**
 * An application's request to follow an event type under approval, and what was decided last. Stored as JSON: a format that
 * only grows.
 */
public record AccessRequest(UUID id, Claim claim, Instant requestedAt, Status status, Optional<Decision> decision) {

    /** Says neither criteria nor use case: they may be about a patient. */
    @Override
    public String toString() {
        return "AccessRequest[" + id + ", " + status + "]";
    }

    /** Who asks to follow which type, what for, and which of its events: where no criteria are given, all. */
    public record Claim(TopicName type, ApplicationId application, String useCase, Optional<String> criteria) {

        @Override
        public String toString() {
            return "Claim[" + application + ", " + type + "]";
        }
    }

    /** Who decided what it is now, when and why. */
    public record Decision(ApplicationId by, Instant at, Optional<String> reason) {

        @Override
        public String toString() {
            return "Decision[" + by + ", " + at + "]";
        }
    }

    /** What has become of it; a granted one is the grant. */
    public enum Status {
        REQUESTED,
        GRANTED,
        REFUSED,
        WITHDRAWN;

        /** Whether it stands in the way of another one: it is being decided on, or grants what that would ask for. */
        public boolean isOpen() {
            return this == REQUESTED || this == GRANTED;
        }
    }

    /** What can be done with it. */
    public enum Step {
        APPROVE(Status.GRANTED),
        REFUSE(Status.REFUSED),
        WITHDRAW(Status.WITHDRAWN);

        private final Status leadsTo;

        Step(Status leadsTo) {
            this.leadsTo = leadsTo;
        }

        private boolean isPossible(Status status) {
            return status == Status.REQUESTED || (this == WITHDRAW && status == Status.GRANTED);
        }
    }

    /** What comes of a step. */
    public sealed interface Ruling {

        /** It is so now; the same as before where it was so already. */
        record Taken(AccessRequest request) implements Ruling {}

        /** Nothing has changed; {@code status} is what it is. */
        record Declined(Why why, Status status) implements Ruling {}
    }

    /** Why nothing came of a step. */
    public enum Why {
        /** To who asks there is no such request. */
        UNKNOWN,
        /** Only who answers for the type may do this. */
        NOT_YOURS,
        /** It has been decided otherwise. */
        DECIDED
    }

    /** Whether this caller may know of it: who decides on it, and who made it. */
    public boolean isVisibleTo(Caller caller, Governance governance) {
        return isMadeBy(caller) || governance.isDecidedBy(caller);
    }

    private boolean isMadeBy(Caller caller) {
        return claim.application().equals(caller.application());
    }

    /** What comes of it when this caller takes this step. To withdraw it again changes nothing. */
    public Ruling take(Step step, Caller caller, Governance governance, Decision why) {
        if (!isVisibleTo(caller, governance)) {
            return new Ruling.Declined(Why.UNKNOWN, status);
        }
        if (step != Step.WITHDRAW && !governance.isDecidedBy(caller)) {
            return new Ruling.Declined(Why.NOT_YOURS, status);
        }
        if (step == Step.WITHDRAW && status == Status.WITHDRAWN) {
            return new Ruling.Taken(this);
        }
        return step.isPossible(status)
                ? new Ruling.Taken(new AccessRequest(id, claim, requestedAt, step.leadsTo, Optional.of(why)))
                : new Ruling.Declined(Why.DECIDED, status);
    }
}
