package org.openmns.broker.store;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.openmns.access.AccessRequest;
import org.openmns.access.AccessRequest.Claim;
import org.openmns.access.AccessRequest.Ruling;
import org.openmns.access.AccessRequest.Status;
import org.openmns.access.AccessRequestPage;
import org.openmns.access.ApplicationId;
import org.openmns.access.Filing;
import org.openmns.event.TopicName;
import org.openmns.protocol.Listing;

/** Who asked to follow which event type, and what came of it; a change and its audit entry are one transaction. */
public final class AccessRequestTable {

    /** What was decided makes room for another one, but not at once: so the limit is one for each day, too. */
    private static final Duration ROOM_AFTER = Duration.ofDays(1);

    private static final String FIND = "SELECT document FROM access_request WHERE id = :id";
    private static final String LOCK = FIND + " FOR UPDATE";
    private static final String OPEN = "SELECT id FROM access_request WHERE open_claim = :openClaim";
    private static final String COUNT = "SELECT COUNT(*) FROM access_request WHERE application = :application";
    private static final String MAKE_ROOM = "DELETE FROM access_request WHERE number = (SELECT MIN(number)"
            + " FROM access_request WHERE application = :application AND open_claim IS NULL AND off_until IS NULL"
            + " AND requested_at < :before)";
    private static final PageQuery LIST = list("");
    private static final PageQuery LIST_OF = list(" AND application = :application");
    private static final String LOCK_ALL_OF =
            "SELECT document FROM access_request WHERE application = :application ORDER BY number FOR UPDATE";
    private static final String KEEP_ON = "UPDATE access_request SET off_until = NULL"
            + " WHERE application = :application AND event_type = :type AND off_until IS NOT NULL";

    private final Database database;
    private final int requestsMax;
    private final Clock clock;

    /** So many are kept of each application. */
    public AccessRequestTable(Database database, int requestsMax, Clock clock) {
        this.database = database;
        this.requestsMax = requestsMax;
        this.clock = clock;
    }

    /** Adds a new one, where the application has none open for this type and not too many at all. */
    public CompletionStage<Filing> file(AccessRequest request) {
        return database.run(handle -> {
            try {
                return handle.inTransaction(transaction -> file(transaction, request));
            } catch (UnableToExecuteStatementException failed) {
                if (!Violation.UNIQUE.isBehind(failed)) {
                    throw failed;
                }
                // Another one was faster: now it is found.
                return handle.inTransaction(transaction -> file(transaction, request));
            }
        });
    }

    private Filing file(Handle handle, AccessRequest request) {
        var claim = request.claim();
        var open = handle.createQuery(OPEN)
                .bind("openClaim", AccessRequestRow.openClaim(claim))
                .mapTo(UUID.class)
                .findOne();
        if (open.isPresent()) {
            return new Filing.Exists(open.get());
        }
        if (!hasRoom(handle, claim.application())) {
            return new Filing.TooMany();
        }
        AccessRequestRow.insert(handle, request, claim.application(), clock);
        return new Filing.Filed(request.id());
    }

    private boolean hasRoom(Handle handle, ApplicationId application) {
        var count = handle.createQuery(COUNT)
                .bind("application", application.value())
                .mapTo(Integer.class)
                .one();
        return count < requestsMax
                || handle.createUpdate(MAKE_ROOM)
                                .bind("application", application.value())
                                .bind("before", Column.time(clock.instant().minus(ROOM_AFTER)))
                                .execute()
                        > 0;
    }

    public CompletionStage<Optional<AccessRequest>> find(UUID id) {
        return database.run(handle -> handle.createQuery(FIND)
                .bind("id", id)
                .mapTo(String.class)
                .findOne()
                .map(AccessRequestJson::read));
    }

    /** Those for this type with numbers above this one, all or of one application, oldest first. */
    public CompletionStage<AccessRequestPage> list(
            TopicName type, Optional<ApplicationId> application, long after, int max) {
        return database.run(handle -> page((application.isPresent() ? LIST_OF : LIST)
                .read(
                        handle,
                        max,
                        query -> {
                            query.bind("type", type.value()).bind("after", after);
                            application.ifPresent(id -> query.bind("application", id.value()));
                        },
                        (row, context) -> Map.entry(row.getLong("number"), row.getString("document")))));
    }

    private static AccessRequestPage page(Listing<Map.Entry<Long, String>> found) {
        return new AccessRequestPage(
                found.map(each -> AccessRequestJson.read(each.getValue())).entries(),
                found.last().map(Map.Entry::getKey));
    }

    private static PageQuery list(String whose) {
        return new PageQuery(
                "number, document",
                "OCTET_LENGTH(document)",
                " FROM access_request WHERE event_type = :type AND number > :after" + whose + " ORDER BY number");
    }

    /** Takes a step with it, while nobody else does; nothing where there is none. */
    public CompletionStage<Optional<Ruling>> change(UUID id, Function<AccessRequest, Ruling> step) {
        return database.run(handle -> handle.inTransaction(transaction -> transaction
                .createQuery(LOCK)
                .bind("id", id)
                .mapTo(String.class)
                .findOne()
                .map(AccessRequestJson::read)
                .map(before -> change(transaction, before, step.apply(before)))));
    }

    private Ruling change(Handle handle, AccessRequest before, Ruling ruling) {
        if (ruling instanceof Ruling.Taken taken && !taken.request().equals(before)) {
            var after = taken.request();
            if (after.status() == Status.GRANTED) {
                keepOn(handle, after.claim());
            }
            AccessRequestRow.update(
                    handle, before, after, after.decision().orElseThrow().by(), clock);
        }
        return ruling;
    }

    /** What is still to be turned off after an earlier one may go on under this one. */
    private static void keepOn(Handle handle, Claim claim) {
        handle.createUpdate(KEEP_ON)
                .bind("application", claim.application().value())
                .bind("type", claim.type().value())
                .execute();
    }

    /** All of an application that is being deleted. */
    public CompletionStage<Integer> deleteOf(ApplicationId application, ApplicationId actor) {
        return database.run(handle -> handle.inTransaction(transaction -> {
            var all = transaction
                    .createQuery(LOCK_ALL_OF)
                    .bind("application", application.value())
                    .mapTo(String.class)
                    .map(AccessRequestJson::read)
                    .list();
            all.forEach(each -> AccessRequestRow.delete(transaction, each, actor, clock));
            return all.size();
        }));
    }
}
