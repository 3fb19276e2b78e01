package org.openmns.broker;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openmns.broker.store.DatabaseLocation;

/**
 * A real PostgreSQL for tests: brought from Maven Central and started once a JVM, or the server that
 * {@code OPENMNS_TEST_POSTGRESQL_URL} (with {@code _USER} and {@code _PASSWORD}) names.
 */
public final class Postgres {

    private static final String VARIABLE = "OPENMNS_TEST_POSTGRESQL_";
    private static final AtomicInteger created = new AtomicInteger();
    private static @Nullable DatabaseLocation server;

    private Postgres() {}

    /** A database of its own, empty, on the one server of this JVM. */
    public static DatabaseLocation emptyDatabase() {
        var at = server();
        var name = "openmns_" + ProcessHandle.current().pid() + "_" + created.incrementAndGet();
        try (var connection = DriverManager.getConnection(at.url(), at.user(), at.password());
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException failed) {
            throw new IllegalStateException("cannot create a database on " + at, failed);
        }
        return new DatabaseLocation(
                at.url().replaceFirst("/[^/?]+(\\?|$)", "/" + name + "$1"), at.user(), at.password());
    }

    private static synchronized DatabaseLocation server() {
        var found = server;
        if (found == null) {
            found = System.getenv(VARIABLE + "URL") == null ? embedded() : named();
            server = found;
        }
        return found;
    }

    private static DatabaseLocation named() {
        var environment = System.getenv();
        return new DatabaseLocation(
                environment.getOrDefault(VARIABLE + "URL", ""),
                environment.getOrDefault(VARIABLE + "USER", "postgres"),
                environment.getOrDefault(VARIABLE + "PASSWORD", ""));
    }

    /** Durable as in production, where the library's default would answer before the disk. */
    private static DatabaseLocation embedded() {
        try {
            var started = EmbeddedPostgres.builder()
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("max_connections", "200")
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(started), "postgres-stop"));
            return new DatabaseLocation(started.getJdbcUrl("postgres", "postgres"), "postgres", "");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void stop(EmbeddedPostgres started) {
        try {
            started.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
