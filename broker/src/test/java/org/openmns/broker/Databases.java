package org.openmns.broker;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.openmns.broker.store.DatabaseLocation;

/**
 * Which database the tests run on: H2 in the test's directory, or PostgreSQL with
 * {@code -Dopenmns.test.database=postgresql}, where each directory stands for a database of its own.
 */
public final class Databases {

    private static final Map<Path, DatabaseLocation> databases = new ConcurrentHashMap<>();

    private Databases() {}

    public static boolean arePostgres() {
        return "postgresql".equals(System.getProperty("openmns.test.database", "h2"));
    }

    /** The same database for the same directory, as long as this JVM lives. */
    public static DatabaseLocation in(Path directory) {
        return arePostgres()
                ? databases.computeIfAbsent(directory, key -> Postgres.emptyDatabase())
                : DatabaseLocation.inDirectory(directory);
    }

    /** What a node in a process of its own must be told to use it. */
    static Map<String, String> environment(Path directory) {
        var database = in(directory);
        return arePostgres()
                ? Map.of(
                        "OPENMNS_DATABASE_URL", database.url(),
                        "OPENMNS_DATABASE_USER", database.user(),
                        "OPENMNS_DATABASE_PASSWORD", database.password())
                : Map.of();
    }

    /** What a node must be told to use it. */
    static Map<String, String> settings(Path directory) {
        return arePostgres() ? in(directory).settings() : Map.of();
    }
}
