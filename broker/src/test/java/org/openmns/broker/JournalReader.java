package org.openmns.broker;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.openmns.broker.store.DatabaseLocation;

/** Reads what a node that is running in this JVM has written to its journal, fact by fact, without asking the node. */
final class JournalReader implements AutoCloseable {

    private static final String FACTS = "SELECT \"event_payload\", \"event_ser_id\", \"event_ser_manifest\""
            + " FROM \"event_journal\" WHERE \"persistence_id\" = ? ORDER BY \"sequence_number\"";

    private final ActorTestKit actors = TestKeys.actors("journal-reader", ConfigFactory.defaultReference());
    private final Serialization serialization = SerializationExtension.get(actors.system());
    private final DatabaseLocation database;

    JournalReader(Path dataDirectory) {
        database = Databases.in(dataDirectory);
    }

    /** The facts of the topic of this event type, oldest first. */
    List<Object> topic(String type) {
        return facts("Topic|" + type);
    }

    /** The facts of this subscription, oldest first. */
    List<Object> subscription(String id) {
        return facts("Subscription|" + id);
    }

    /** The names of a subscription's facts, oldest first. */
    List<String> namesOf(String subscription) {
        return subscription(subscription).stream()
                .map(fact -> fact.getClass().getSimpleName())
                .toList();
    }

    private List<Object> facts(String persistenceId) {
        try (var connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                var select = connection.prepareStatement(FACTS)) {
            select.setString(1, persistenceId);
            var facts = new ArrayList<>();
            for (var rows = select.executeQuery(); rows.next(); ) {
                facts.add(fact(rows));
            }
            return facts;
        } catch (SQLException failed) {
            throw new IllegalStateException("cannot read the journal", failed);
        }
    }

    private Object fact(ResultSet row) throws SQLException {
        return serialization
                .deserialize(row.getBytes(1), row.getInt(2), row.getString(3))
                .get();
    }

    @Override
    public void close() {
        actors.shutdownTestKit();
    }
}
