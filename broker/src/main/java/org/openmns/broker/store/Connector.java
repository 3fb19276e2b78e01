package org.openmns.broker.store;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * Makes the connections of a pool, and tries again by itself while a server is not there: HikariCP waits longer after
 * each failure, up to five seconds in which a server that is back again is not noticed.
 */
final class Connector implements DataSource {

    /** So soon after the server is back it is noticed. */
    private static final Duration AGAIN = Duration.ofMillis(200);

    /** Then the pool may log what is wrong; it comes back ten milliseconds later at first. */
    private static final Duration TRYING_MAX = Duration.ofSeconds(30);

    private static final int CLOSE_WAIT_SECONDS = 5;

    /** What SQL calls a connection that cannot be made. */
    private static final String UNREACHABLE = "08";

    /** What PostgreSQL says while it starts and while it stops. */
    private static final String NOT_NOW = "57P";

    private final DatabaseLocation location;

    Connector(DatabaseLocation location) {
        this.location = location;
    }

    @Override
    public Connection getConnection() throws SQLException {
        var deadline = System.nanoTime() + TRYING_MAX.toNanos();
        while (true) {
            try {
                return connect();
            } catch (SQLException failed) {
                if (!passes(failed) || System.nanoTime() > deadline) {
                    throw failed;
                }
            }
            LockSupport.parkNanos(AGAIN.toNanos());
            // The pool closes.
            if (Thread.currentThread().isInterrupted()) {
                throw new SQLException("interrupted");
            }
        }
    }

    private Connection connect() throws SQLException {
        if (!location.isPostgresql()) {
            return EmbeddedConnections.of(location).connect();
        }
        var connection = DriverManager.getConnection(location.url(), location.user(), location.password());
        try {
            PostgresFailure.refuseReadOnly(connection);
            return connection;
        } catch (SQLException failed) {
            connection.close();
            throw failed;
        }
    }

    private static boolean passes(SQLException failure) {
        var state = String.valueOf(failure.getSQLState());
        return state.startsWith(UNREACHABLE)
                || state.startsWith(NOT_NOW)
                || state.equals(Evictions.READ_ONLY)
                || state.equals(EmbeddedConnections.DISK_FULL);
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public void setLogWriter(PrintWriter writer) {}

    /** The URL says it; a call of the pool's, which would otherwise set it for all drivers of the process. */
    @Override
    public void setLoginTimeout(int seconds) {}

    /** In seconds, how long a pool that closes waits for a connection that is being made. */
    @Override
    public int getLoginTimeout() {
        return CLOSE_WAIT_SECONDS;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
