package org.openmns.broker.store;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.openmns.access.AccessRequest;
import org.openmns.access.AccessRequest.Claim;
import org.openmns.access.AccessRequest.Status;
import org.openmns.access.ApplicationId;
import org.openmns.access.AuditEntry.Action;
import org.openmns.access.AuditEntry.Deed;
import org.openmns.broker.store.AuditTable.Change;

/** How an access request is written, with its audit entry, in a transaction of whoever changes it. */
final class AccessRequestRow {

    /** Longer than another node may take to hear of it, and what it has let in by then to be on disk. */
    private static final Duration OFF_FOR = Duration.ofMinutes(5);

    private static final String INSERT = "INSERT INTO access_request"
            + " (id, event_type, application, status, open_claim, document, requested_at)"
            + " VALUES (:id, :type, :application, :status, :openClaim, :document, :requestedAt)";
    private static final String UPDATE = "UPDATE access_request SET status = :status, open_claim = :openClaim,"
            + " document = :document, off_until = :offUntil WHERE id = :id";
    private static final String DELETE = "DELETE FROM access_request WHERE id = :id";

    private AccessRequestRow() {}

    /** A new one, which is open. */
    static void insert(Handle handle, AccessRequest request, ApplicationId actor, Clock clock) {
        var claim = request.claim();
        handle.createUpdate(INSERT)
                .bind("id", request.id())
                .bind("type", claim.type().value())
                .bind("application", claim.application().value())
                .bind("status", request.status().name())
                .bind("openClaim", openClaim(claim))
                .bind("document", AccessRequestJson.write(request))
                .bind("requestedAt", Column.time(request.requestedAt()))
                .execute();
        note(handle, deed(actor, request), Optional.empty(), Optional.of(request), clock);
    }

    /** What it has become; of one that is not open any more, subscriptions are to be turned off from now on. */
    static void update(Handle handle, AccessRequest before, AccessRequest after, ApplicationId actor, Clock clock) {
        var isOpen = after.status().isOpen();
        handle.createUpdate(UPDATE)
                .bind("id", after.id())
                .bind("status", after.status().name())
                .bind("openClaim", isOpen ? openClaim(after.claim()) : null)
                .bind("document", AccessRequestJson.write(after))
                .bind("offUntil", isOpen ? null : Column.time(clock.instant().plus(OFF_FOR)))
                .execute();
        note(handle, deed(actor, after), Optional.of(before), Optional.of(after), clock);
    }

    /** With its application; what was open is thereby withdrawn. */
    static void delete(Handle handle, AccessRequest request, ApplicationId actor, Clock clock) {
        handle.createUpdate(DELETE).bind("id", request.id()).execute();
        if (request.status().isOpen()) {
            var deed = new Deed(actor, Action.ACCESS_WITHDRAWN, target(request));
            note(handle, deed, Optional.of(request), Optional.empty(), clock);
        }
    }

    private static void note(
            Handle handle, Deed deed, Optional<AccessRequest> before, Optional<AccessRequest> after, Clock clock) {
        var change = new Change(before.map(AccessRequestJson::write), after.map(AccessRequestJson::write));
        AuditTable.append(handle, deed, change, clock);
    }

    private static Deed deed(ApplicationId actor, AccessRequest after) {
        return new Deed(actor, action(after.status()), target(after));
    }

    private static Action action(Status status) {
        return switch (status) {
            case REQUESTED -> Action.ACCESS_REQUESTED;
            case GRANTED -> Action.ACCESS_GRANTED;
            case REFUSED -> Action.ACCESS_REFUSED;
            case WITHDRAWN -> Action.ACCESS_WITHDRAWN;
        };
    }

    private static String target(AccessRequest request) {
        return "access-request/" + request.id();
    }

    /** By this there is one open request of an application for a type. */
    static String openClaim(Claim claim) {
        return claim.application() + "/" + claim.type();
    }
}
