package org.openmns.broker.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;

/** A pool of connections to the database: ours and the journal's are made alike. */
public final class Pool {

    /**
     * How long work waits for a connection. There is one for each thread, so only a database that is gone makes it wait.
     * On PostgreSQL below the five seconds after which a caller is told 503 in any case; H2 may have to open its file.
     */
    static final Duration WAIT_MAX_POSTGRESQL = Duration.ofSeconds(3);

    static final Duration WAIT_MAX_H2 = Duration.ofSeconds(10);

    /** How long a connection may take to say that it lives: a round trip. */
    private static final Duration VALIDATION_MAX = Duration.ofSeconds(2);

    /** Then a connection is made anew: after a change of the server's address all have moved within this time. */
    private static final Duration LIFETIME_MAX = Duration.ofMinutes(15);

    /** How often an idle connection is used: firewalls forget those that are silent for a few minutes. */
    private static final Duration KEEP_ALIVE = Duration.ofMinutes(1);

    private Pool() {}

    /** Opens the pool; returns at once, whether or not the database answers. */
    public static HikariDataSource open(DatabaseLocation location, String name, int connections) {
        var pool = new HikariConfig();
        pool.setPoolName(name);
        pool.setDataSource(new Connector(location));
        pool.setMaximumPoolSize(connections);
        pool.setInitializationFailTimeout(-1);
        if (location.isPostgresql()) {
            pool.setConnectionTimeout(WAIT_MAX_POSTGRESQL.toMillis());
            pool.setValidationTimeout(VALIDATION_MAX.toMillis());
            pool.setMaxLifetime(LIFETIME_MAX.toMillis());
            pool.setKeepaliveTime(KEEP_ALIVE.toMillis());
            pool.setExceptionOverrideClassName(Evictions.class.getName());
        } else {
            pool.setConnectionTimeout(WAIT_MAX_H2.toMillis());
            // H2 closes itself when it cannot write, and its connections say that they are valid still: a
            // statement tells, and the next connection that is made opens it again (EmbeddedConnections.java).
            pool.setConnectionTestQuery("SELECT 1");
        }
        return new HikariDataSource(pool);
    }
}
