package org.openmns.broker.store;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.openmns.access.ApplicationId;
import org.openmns.access.AuditEntry.Action;
import org.openmns.access.AuditEntry.Deed;
import org.openmns.broker.store.AuditTable.Change;
import org.openmns.catalogue.EventTypeRefused;
import org.openmns.catalogue.EventTypeRefused.Why;
import org.openmns.event.TopicName;

/** The event types that were put by the API, each as JSON; a change and its audit entry are one transaction. */
public final class EventTypeTable {

    private static final String LOCK = "SELECT document FROM event_type WHERE name = :name FOR UPDATE";
    private static final String CHANGED =
            "SELECT document, version FROM event_type WHERE version > :version ORDER BY version";
    private static final String COUNT = "SELECT COUNT(*) FROM event_type";
    private static final String INSERT = "INSERT INTO event_type (name, document, version, updated_at)"
            + " VALUES (:name, :document, :version, CURRENT_TIMESTAMP)";
    private static final String UPDATE = "UPDATE event_type SET document = :document, version = :version,"
            + " updated_at = CURRENT_TIMESTAMP WHERE name = :name";

    private static final String TURN = "UPDATE event_type SET followers_until = :until WHERE name = :name";

    /** Longer than another node may take to hear of it, and what it has let in by then to be on disk. */
    private static final Duration GRANTED_FOR = Duration.ofMinutes(5);

    private final Database database;
    private final Clock clock;
    private final int typesMax;

    public EventTypeTable(Database database, Clock clock, int typesMax) {
        this.database = database;
        this.clock = clock;
        this.typesMax = typesMax;
    }

    /** One as it was stored last, at this version. */
    public record Stored(String document, long version) {}

    /** Who puts which type. */
    public record Put(TopicName type, ApplicationId actor) {}

    /** What a type becomes, and what that is for those who follow it. */
    public record Becoming(Change change, Turn turn) {}

    /** How a change bears on who may follow the type. */
    public enum Turn {
        UNDER_APPROVAL,
        OPEN,
        NONE
    }

    /** What has changed after this version, in the order of the changes. */
    public CompletionStage<List<Stored>> changedAfter(long version) {
        return database.run(handle -> handle.createQuery(CHANGED)
                .bind("version", version)
                .map((row, context) -> new Stored(row.getString("document"), row.getLong("version")))
                .list());
    }

    /**
     * Stores what is decided on what is stored now, which nobody else changes meanwhile; an exception there stores nothing,
     * and what is stored already as it would become is no change. True where the type was not there. Fails with
     * {@link EventTypeRefused} where there are as many as are accepted.
     */
    public CompletionStage<Boolean> put(Put put, Function<Optional<String>, Becoming> decide) {
        return database.run(handle -> {
            try {
                return handle.inTransaction(transaction -> put(transaction, put, decide));
            } catch (UnableToExecuteStatementException failed) {
                if (!Violation.UNIQUE.isBehind(failed)) {
                    throw failed;
                }
                // Another one has put it meanwhile: now it is there to be changed.
                return handle.inTransaction(transaction -> put(transaction, put, decide));
            }
        });
    }

    private boolean put(Handle handle, Put put, Function<Optional<String>, Becoming> decide) {
        var stored = lock(handle, put.type());
        var becoming = decide.apply(stored);
        var change = becoming.change();
        if (stored.isPresent() && change.before().equals(change.after())) {
            return false;
        }
        var created = change.before().isEmpty();
        var action = created ? Action.EVENT_TYPE_CREATED : Action.EVENT_TYPE_CHANGED;
        var deed = new Deed(put.actor(), action, "event-type/" + put.type());
        var version = AuditTable.append(handle, deed, change, clock);
        if (stored.isEmpty()) {
            requireRoom(handle);
        }
        handle.createUpdate(stored.isPresent() ? UPDATE : INSERT)
                .bind("name", put.type().value())
                .bind("document", change.after().orElseThrow())
                .bind("version", version)
                .execute();
        turn(handle, put.type(), becoming.turn());
        return created;
    }

    /** Who follows a type that comes under approval is granted it by {@code ApprovalRounds}, for a while. */
    private void turn(Handle handle, TopicName type, Turn turn) {
        if (turn != Turn.NONE) {
            var until = turn == Turn.OPEN ? null : Column.time(clock.instant().plus(GRANTED_FOR));
            handle.createUpdate(TURN)
                    .bind("until", until)
                    .bind("name", type.value())
                    .execute();
        }
    }

    /** Nobody else adds one before this transaction has ended: it holds the version. */
    private void requireRoom(Handle handle) {
        if (handle.createQuery(COUNT).mapTo(Integer.class).one() >= typesMax) {
            throw new EventTypeRefused(Why.TOO_MANY_TYPES);
        }
    }

    private static Optional<String> lock(Handle handle, TopicName type) {
        return handle.createQuery(LOCK)
                .bind("name", type.value())
                .mapTo(String.class)
                .findOne();
    }
}
