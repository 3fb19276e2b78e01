package org.openmns.access;

import java.time.Instant;
import java.util.Optional;

/**
 * One line of the audit log: who did what to what, when, and what it was before and after, as JSON without secrets.
 *
 * @param number grows with each entry
 */
public record AuditEntry(long number, Instant at, Deed deed, Optional<String> before, Optional<String> after) {

    /** Who did what to what; {@code target} is the kind and the id, such as {@code application/gp-1}. */
    public record Deed(ApplicationId actor, Action action, String target) {}

    /** What can be done. */
    public enum Action {
        APPLICATION_REGISTERED,
        APPLICATION_CHANGED,
        APPLICATION_DELETED,
        EVENT_TYPE_CREATED,
        EVENT_TYPE_CHANGED,
        ACCESS_REQUESTED,
        ACCESS_GRANTED,
        ACCESS_REFUSED,
        ACCESS_WITHDRAWN
    }
}
