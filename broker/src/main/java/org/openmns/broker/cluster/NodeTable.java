package org.openmns.broker.cluster;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.StatementContext;
import org.openmns.broker.store.Database;
import org.openmns.config.ClusterSettings.Heartbeat;

/**
 * The table in which the nodes on one PostgreSQL find one another, with all of its SQL; every time in it is by the database's
 * clock.
 *
 * <p>Who founds a cluster is decided here, so that two nodes that start at the same instant cannot both: in one transaction,
 * under a lock, a node looks for members that live, and where there are none it becomes one. A member that nobody can reach
 * keeps others from founding as long as it gives signs of life, and {@code silence-max} longer. A node that was silent for
 * longer than that comes back under the same lock and learns whether the others went on without it.
 *
 * <p>A database that was away makes everybody look silent: no silence is older than the server's start, and none that
 * somebody who wants to found a cluster has not seen itself.
 *
 * <p>All methods block but {@link #submit}.
 */
public final class NodeTable {

    /** Who a row belongs to: an address may be taken over by the next process, which must not lose its row to the last. */
    public record Key(Place cluster, UUID incarnation) {}

    private static final String OWN = " WHERE host = :host AND port = :port AND incarnation = :incarnation";
    private static final String SILENCE = "clock_timestamp() - GREATEST(other.seen_at, pg_postmaster_start_time())";
    private static final String LIVE = "SELECT other.*, EXTRACT(EPOCH FROM " + SILENCE + ") AS silence FROM node other"
            + " WHERE " + SILENCE + " < make_interval(secs => :silence)";
    private static final String LIVE_MEMBERS =
            LIVE + " AND member AND (host, port, incarnation) <> (:host, :port, :incarnation)";
    /** Also those whose silence began before this node could have heard them. */
    private static final String MEMBERS_NOT_KNOWN_TO_BE_SILENT = "SELECT other.*, EXTRACT(EPOCH FROM " + SILENCE
            + ") AS silence FROM node other, node self WHERE self.host = :host AND self.port = :port"
            + " AND self.incarnation = :incarnation AND other.incarnation <> :incarnation AND other.member"
            + " AND LEAST(" + SILENCE + ", clock_timestamp() - self.started_at) < make_interval(secs => :silence)";

    private static final String LOCK = "SELECT id FROM cluster_identity FOR UPDATE";
    private static final String CLEAR = "DELETE FROM node WHERE host = :host AND port = :port";
    private static final String INSERT = "INSERT INTO node (host, port, incarnation, management_host, management_port,"
            + " http_port, version, member, started_at, seen_at) VALUES (:host, :port, :incarnation, :managementHost,"
            + " :managementPort, :httpPort, :version, :member, clock_timestamp(), clock_timestamp())";
    private static final String TOUCH =
            "UPDATE node SET seen_at = clock_timestamp(), member = member OR :member, http_port = :httpPort" + OWN;
    private static final String TOUCH_IN_TIME =
            TOUCH + " AND clock_timestamp() - seen_at < make_interval(secs => :silence)";
    private static final String FOUND = "UPDATE node SET seen_at = clock_timestamp(), member = TRUE" + OWN;
    private static final String SWEEP = "DELETE FROM node WHERE clock_timestamp()"
            + " - GREATEST(seen_at, pg_postmaster_start_time()) > make_interval(secs => :silence)";

    private final Database database;
    private final Heartbeat heartbeat;

    public NodeTable(Database database, Heartbeat heartbeat) {
        this.database = database;
        this.heartbeat = heartbeat;
    }

    /** Does this work on a thread of the database. */
    <T> CompletionStage<T> submit(Function<NodeTable, T> work) {
        return database.submit(() -> work.apply(this));
    }

    /** The id of the database, the same for all of its nodes. */
    public UUID identity() {
        return database.now(handle -> handle.createQuery("SELECT id FROM cluster_identity")
                .mapTo(UUID.class)
                .one());
    }

    /** Writes the row of a node that starts, over one that an earlier process left at this address; deletes old ones. */
    void enter(Key key, NodeRow self) {
        database.now(handle -> handle.inTransaction(transaction -> {
            silence(transaction.createUpdate(SWEEP), heartbeat.deleteAfter()).execute();
            return insert(transaction, key, self);
        }));
    }

    /**
     * Shows that this node lives.
     *
     * @return where it had been silent for so long that others may have founded a cluster: the members that live; else none
     */
    List<NodeRow> beat(Key key, NodeRow self) {
        return database.now(handle -> {
            var inTime = silence(own(handle.createUpdate(TOUCH_IN_TIME), key), heartbeat.silenceMax());
            return state(inTime, self).execute() == 1
                    ? List.of()
                    : handle.inTransaction(locked -> again(locked, key, self));
        });
    }

    private List<NodeRow> again(Handle handle, Key key, NodeRow self) {
        lock(handle);
        if (state(own(handle.createUpdate(TOUCH), key), self).execute() == 0) {
            insert(handle, key, self);
        }
        return silence(own(handle.createQuery(LIVE_MEMBERS), key), heartbeat.silenceMax())
                .map(NodeTable::row)
                .list();
    }

    /**
     * Asks to found a cluster.
     *
     * @return the members that are in the way; none: this node is a member from now on, and must join itself
     */
    List<NodeRow> found(Key key) {
        return database.now(handle -> handle.inTransaction(locked -> {
            lock(locked);
            var members = silence(own(locked.createQuery(MEMBERS_NOT_KNOWN_TO_BE_SILENT), key), heartbeat.silenceMax())
                    .map(NodeTable::row)
                    .list();
            if (members.isEmpty() && own(locked.createUpdate(FOUND), key).execute() == 0) {
                throw new IllegalStateException("the node is not in the table of nodes");
            }
            return members;
        }));
    }

    /** The nodes that gave a sign of life lately. */
    public List<NodeRow> live() {
        return database.now(handle -> silence(handle.createQuery(LIVE), heartbeat.silenceMax())
                .map(NodeTable::row)
                .list());
    }

    /** Deletes the row of a node that has left. */
    void leave(Key key) {
        database.now(handle ->
                own(handle.createUpdate("DELETE FROM node" + OWN), key).execute());
    }

    /** Deletes the rows of nodes that have been silent for very long. */
    void sweep() {
        database.now(handle ->
                silence(handle.createUpdate(SWEEP), heartbeat.deleteAfter()).execute());
    }

    private static void lock(Handle handle) {
        handle.createQuery(LOCK).mapTo(UUID.class).one();
    }

    private static int insert(Handle handle, Key key, NodeRow self) {
        handle.createUpdate(CLEAR)
                .bind("host", key.cluster().host())
                .bind("port", key.cluster().port())
                .execute();
        return state(own(handle.createUpdate(INSERT), key), self)
                .bind("managementHost", self.management().host())
                .bind("managementPort", self.management().port())
                .bind("version", self.version())
                .execute();
    }

    private static <S extends SqlStatement<S>> S own(S statement, Key key) {
        return statement
                .bind("host", key.cluster().host())
                .bind("port", key.cluster().port())
                .bind("incarnation", key.incarnation());
    }

    private static <S extends SqlStatement<S>> S state(S statement, NodeRow self) {
        return statement.bind("member", self.life().member()).bind("httpPort", self.httpPort());
    }

    private static <S extends SqlStatement<S>> S silence(S statement, Duration silence) {
        return statement.bind("silence", silence.toMillis() / 1_000.0);
    }

    private static NodeRow row(ResultSet row, StatementContext context) throws SQLException {
        return new NodeRow(
                new Place(row.getString("host"), row.getInt("port")),
                new Place(row.getString("management_host"), row.getInt("management_port")),
                row.getInt("http_port"),
                row.getString("version"),
                new NodeRow.Life(
                        row.getBoolean("member"),
                        row.getObject("started_at", OffsetDateTime.class).toInstant(),
                        Duration.ofMillis((long) (row.getDouble("silence") * 1_000))));
    }
}
