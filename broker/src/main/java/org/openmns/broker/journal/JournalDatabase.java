package org.openmns.broker.journal;

import com.typesafe.config.Config;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.jdbc.db.SlickDatabase;
import org.apache.pekko.persistence.jdbc.db.SlickDatabaseProvider;
import org.openmns.broker.store.DatabaseLocation;
import org.openmns.broker.store.Pool;
import scala.Option;
import slick.jdbc.H2Profile$;
import slick.jdbc.JdbcBackend$;
import slick.jdbc.JdbcBackend.JdbcDatabaseDef;
import slick.jdbc.JdbcProfile;
import slick.jdbc.PostgresProfile$;
import slick.util.AsyncExecutor;

/**
 * The connections of both journals and both snapshot stores, one {@link Pool} for all of them. Pekko Persistence makes it
 * by the name that persistence.conf gives; with its own the pool could not be told what {@link Pool} tells it.
 */
public final class JournalDatabase implements SlickDatabaseProvider {

    private final SlickDatabase database;

    /** Not to be shut down by a plugin that ends: the others use it still. */
    private record Shared(JdbcDatabaseDef database, JdbcProfile profile) implements SlickDatabase {

        @Override
        public boolean allowShutdown() {
            return false;
        }
    }

    public JournalDatabase(ActorSystem system) {
        var settings = system.settings().config().getConfig("openmns.database");
        var location = new DatabaseLocation(
                settings.getString("url"), settings.getString("user"), settings.getString("password"));
        var connections = settings.getInt("journal.connections");
        var pool = Pool.open(location, "journal", connections);
        // As many threads as connections: with more threads Slick may deadlock.
        var executor = AsyncExecutor.apply(
                "journal", connections, connections, settings.getInt("journal.queue-max"), connections);
        var slick = JdbcBackend$.MODULE$.Database().forDataSource(pool, Option.apply(connections), executor, false);
        JdbcProfile profile = location.isPostgresql() ? PostgresProfile$.MODULE$ : H2Profile$.MODULE$;
        database = new Shared(slick, profile);
        system.registerOnTermination(() -> {
            slick.close();
            pool.close();
        });
    }

    @Override
    public SlickDatabase database(Config plugin) {
        return database;
    }
}
