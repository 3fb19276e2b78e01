package org.openmns.broker.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.openmns.access.ApplicationId;
import org.openmns.access.AuditEntry;
import org.openmns.access.AuditEntry.Action;
import org.openmns.access.AuditEntry.Deed;
import org.openmns.protocol.Listing;

/** The audit log: an entry is written in the transaction of the change that it tells of, and never changed. */
public final class AuditTable {

    private static final String INSERT = "INSERT INTO audit_entry"
            + " (at, actor, action, target, state_before, state_after)"
            + " VALUES (:at, :actor, :action, :target, :before, :after)";
    private static final PageQuery LIST = new PageQuery(
            "number, at, actor, action, target, state_before, state_after",
            "COALESCE(OCTET_LENGTH(state_before), 0) + COALESCE(OCTET_LENGTH(state_after), 0)",
            " FROM audit_entry WHERE number > :after ORDER BY number");

    private final Database database;

    public AuditTable(Database database) {
        this.database = database;
    }

    /** What something was before a change and is after it, as JSON; nothing where it was not or is no more. */
    public record Change(Optional<String> before, Optional<String> after) {}

    /**
     * Late in a transaction, for from here on it holds up every other change. First it takes the version, which the answer
     * is, and only then a number: so entries are seen in the order of their numbers, and who asks for those behind the last
     * one misses none.
     */
    static long append(Handle handle, Deed deed, Change change, Clock clock) {
        var version = AccessVersion.raise(handle);
        handle.createUpdate(INSERT)
                .bind("at", Column.time(clock.instant()))
                .bind("actor", deed.actor().value())
                .bind("action", deed.action().name())
                .bind("target", deed.target())
                .bind("before", change.before().orElse(null))
                .bind("after", change.after().orElse(null))
                .execute();
        return version;
    }

    /** Entries with numbers above this one, oldest first. */
    public CompletionStage<Listing<AuditEntry>> list(long after, int max) {
        return database.run(handle -> LIST.read(handle, max, query -> query.bind("after", after), AuditTable::entry));
    }

    private static AuditEntry entry(ResultSet row, StatementContext context) throws SQLException {
        return new AuditEntry(
                row.getLong("number"),
                Column.time(row, "at"),
                new Deed(
                        new ApplicationId(row.getString("actor")),
                        Action.valueOf(row.getString("action")),
                        row.getString("target")),
                Optional.ofNullable(row.getString("state_before")),
                Optional.ofNullable(row.getString("state_after")));
    }
}
