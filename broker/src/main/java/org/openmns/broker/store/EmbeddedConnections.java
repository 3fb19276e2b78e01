package org.openmns.broker.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.h2.engine.Database;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.message.DbException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All connections of this process to one embedded database, whichever pool they are for, so that it can be opened again
 * after it has closed itself: H2 does that when it cannot write its file, for the disk is full.
 *
 * <p>Before it is opened again every connection to the closed one is closed. H2 knows its open databases by name alone: a
 * statement on an old connection finds its database closed and strikes out the name, which is the new one's by then. The
 * next connection opens the file beside the one that holds it and fails (90020), as do all after it.
 */
final class EmbeddedConnections {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedConnections.class);

    private static final Map<DatabaseLocation, EmbeddedConnections> databases = new ConcurrentHashMap<>();

    /** What PostgreSQL calls it. */
    static final String DISK_FULL = "53100";

    private final DatabaseLocation location;
    private final List<JdbcConnection> connections = new ArrayList<>();

    private EmbeddedConnections(DatabaseLocation location) {
        this.location = location;
    }

    /** The same for all pools. */
    static EmbeddedConnections of(DatabaseLocation location) {
        return databases.computeIfAbsent(location, EmbeddedConnections::new);
    }

    synchronized Connection connect() throws SQLException {
        connections.removeIf(connection -> databaseOf(connection).isEmpty());
        var fallen = connections.stream()
                .flatMap(connection -> databaseOf(connection).stream())
                .filter(EmbeddedConnections::hasFallen)
                .findFirst();
        fallen.ifPresent(this::abandon);
        if (connections.isEmpty()) {
            checkSpace();
        }
        var connection = DriverManager.getConnection(location.url(), location.user(), location.password());
        connections.add(connection.unwrap(JdbcConnection.class));
        return connection;
    }

    /** Without another write: what it would bring to the file now may rest on what it failed to. */
    private void abandon(Database database) {
        log.warn(
                "the embedded database could not write its file and has closed itself; it is opened again once there is"
                        + " space");
        database.shutdownImmediately();
        connections.forEach(EmbeddedConnections::close);
        connections.clear();
    }

    /**
     * As at a start, wherever this connection opens the file. What opens on a full disk can be read and not written: a
     * subscription would deliver again and again what it cannot write down.
     */
    private void checkSpace() throws SQLException {
        try {
            location.file().ifPresent(OpeningFailure::checkDirectory);
        } catch (DatabaseUnavailable full) {
            throw new SQLException(full.getMessage(), DISK_FULL, full);
        }
    }

    /** None once the connection is closed, which its pool may do meanwhile. */
    private static Optional<Database> databaseOf(JdbcConnection connection) {
        try {
            return connection.getSession() instanceof SessionLocal session
                    ? Optional.of(session.getDatabase())
                    : Optional.empty();
        } catch (DbException closed) {
            return Optional.empty();
        }
    }

    private static boolean hasFallen(Database database) {
        return database.getStore().getMvStore().getPanicException() != null;
    }

    /** Waits for the statement that it may be running, which fails. */
    private static void close(JdbcConnection connection) {
        try {
            connection.close();
        } catch (SQLException lastWords) {
            log.debug("closing a connection to the database that has closed itself", lastWords);
        }
    }
}
