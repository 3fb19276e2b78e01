package org.openmns.broker.store;

import java.util.Arrays;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Brings the schema of a database up to this program's version, and refuses one that is ahead of it. */
final class Migrations {

    private Migrations() {}

    static void run(DatabaseLocation location, DataSource database) {
        var flyway = Flyway.configure()
                .dataSource(database)
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
