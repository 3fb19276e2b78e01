package org.openmns.broker.store;

import java.util.Arrays;
import org.flywaydb.core.Flyway;

/** Brings the schema of a database up to this program's version, and refuses one that is ahead of it. */
final class Migrations {

    /** How often, once a second, a node asks whether another one has finished migrating: ten minutes. */
    private static final int LOCK_RETRIES = 600;

    private Migrations() {}

    /** Of several nodes that start at once one does the work, under a lock of Flyway's in the database. */
    static void run(DatabaseLocation location) {
        var flyway = Flyway.configure()
                .dataSource(location.migrationUrl(), location.user(), location.password())
                .lockRetryCount(LOCK_RETRIES)
                .locations("classpath:db/migration/" + location.dialect())
                .failOnMissingLocations(true)
                .loggers("slf4j")
                .load();
        refuseNewer(location, flyway);
        flyway.migrate();
    }

    /** Flyway only warns of migrations that it does not know; their tables may be anything. */
    private static void refuseNewer(DatabaseLocation location, Flyway flyway) {
        Arrays.stream(flyway.info().applied())
                .filter(applied ->
                        applied.getState().isApplied() && !applied.getState().isResolved())
                .map(applied -> String.valueOf(applied.getVersion()))
                .reduce((earlier, later) -> later)
                .ifPresent(version -> {
                    throw OpeningFailure.newer(location, version);
                });
    }
}
