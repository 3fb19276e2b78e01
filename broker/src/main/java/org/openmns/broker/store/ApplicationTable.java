package org.openmns.broker.store;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.openmns.access.ApplicationId;
import org.openmns.access.AuditEntry.Action;
import org.openmns.access.AuditEntry.Deed;
import org.openmns.access.Permissions;
import org.openmns.broker.store.AuditTable.Change;

/** The registered applications, each as the JSON that it is stored as; a change and its audit entry are one transaction. */
public final class ApplicationTable {

    private static final String FIND = "SELECT document FROM application WHERE id = :id";
    private static final String LOCK = FIND + " FOR UPDATE";
    private static final String ALL = "SELECT document FROM application ORDER BY id";
    private static final String INSERT =
            "INSERT INTO application (id, document, updated_at) VALUES (:id, :document, CURRENT_TIMESTAMP)";
    private static final String UPDATE =
            "UPDATE application SET document = :document, updated_at = CURRENT_TIMESTAMP WHERE id = :id";
    private static final String DELETE = "DELETE FROM application WHERE id = :id";

    private final Database database;
    private final Clock clock;

    public ApplicationTable(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** All of them, in the order of their ids. */
    public CompletionStage<List<String>> all() {
        return database.run(
                handle -> handle.createQuery(ALL).mapTo(String.class).list());
    }

    /**
     * Adds or replaces, and notes which permissions this takes away from what was there; true where it was not there. What is
     * there already as it is put is no change, and noted nowhere.
     */
    public CompletionStage<Boolean> put(
            ApplicationId id, String document, ApplicationId actor, Function<String, Permissions> taken) {
        return database.run(handle -> {
            try {
                return handle.inTransaction(transaction -> put(transaction, id, document, actor, taken));
            } catch (UnableToExecuteStatementException failed) {
                if (!Violation.UNIQUE.isBehind(failed)) {
                    throw failed;
                }
                // Another one has registered it meanwhile: now it is there to be changed.
                return handle.inTransaction(transaction -> put(transaction, id, document, actor, taken));
            }
        });
    }

    private boolean put(
            Handle handle,
            ApplicationId id,
            String document,
            ApplicationId actor,
            Function<String, Permissions> taken) {
        var before = lock(handle, id);
        if (before.equals(Optional.of(document))) {
            return false;
        }
        before.map(taken).ifPresent(lost -> LostPermissions.note(handle, id, lost, clock.instant()));
        handle.createUpdate(before.isPresent() ? UPDATE : INSERT)
                .bind("id", id.value())
                .bind("document", document)
                .execute();
        var action = before.isPresent() ? Action.APPLICATION_CHANGED : Action.APPLICATION_REGISTERED;
        var change = new Change(before, Optional.of(document));
        AuditTable.append(handle, new Deed(actor, action, target(id)), change, clock);
        return before.isEmpty();
    }

    /** Whether it was there. */
    public CompletionStage<Boolean> delete(ApplicationId id, ApplicationId actor) {
        return database.run(handle -> handle.inTransaction(transaction -> {
            var before = lock(transaction, id);
            if (before.isPresent()) {
                transaction.createUpdate(DELETE).bind("id", id.value()).execute();
                LostPermissions.note(transaction, id, Permissions.EVERYTHING, clock.instant());
                var deed = new Deed(actor, Action.APPLICATION_DELETED, target(id));
                AuditTable.append(transaction, deed, new Change(before, Optional.empty()), clock);
            }
            return before.isPresent();
        }));
    }

    private static Optional<String> lock(Handle handle, ApplicationId id) {
        return handle.createQuery(LOCK)
                .bind("id", id.value())
                .mapTo(String.class)
                .findOne();
    }

    private static String target(ApplicationId id) {
        return "application/" + id;
    }
}
