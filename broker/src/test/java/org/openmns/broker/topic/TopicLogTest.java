package org.openmns.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.Databases;
import org.openmns.broker.OnBothDatabases;
import org.openmns.broker.PublishedEvents;
import org.openmns.broker.store.Database;
import org.openmns.broker.topic.TopicFact.EventsPublished;
import org.openmns.broker.topic.TopicFact.MarksChange;
import org.openmns.event.Offset;

@OnBothDatabases
class TopicLogTest {

    /** Packs rows as a node does. */
    private static final ActorTestKit actors = ActorTestKit.create(
            "log",
            ConfigFactory.parseResources("persistence.conf")
                    .withFallback(ConfigFactory.defaultReference())
                    .resolve());

    private static final int ROWS = 5;

    /** Of a row with one such event two do not fit a page, however short it is in the database. */
    private static final int LARGE = 700_000;

    private static final String INSERT = "INSERT INTO \"event_journal\" (\"persistence_id\", \"sequence_number\","
            + " \"writer\", \"write_timestamp\", \"adapter_manifest\", \"event_payload\", \"event_ser_id\","
            + " \"event_ser_manifest\") VALUES (:id, :sequence, 'w', 1, '', :payload, :serializer, :manifest)";

    @TempDir
    private Path directory;

    private Database database;
    private TopicLog log;

    @AfterAll
    static void stop() {
        actors.shutdownTestKit();
    }

    @BeforeEach
    void open() {
        database = Database.open(Databases.in(directory));
        log = new TopicLog(actors.system(), database);
        for (var sequence = 1; sequence <= ROWS; sequence++) {
            write(new EventsPublished(
                    sequence,
                    sequence - 1,
                    Instant.EPOCH,
                    new MarksChange(0, Map.of(), List.of()),
                    List.of(PublishedEvents.ofBytes(LARGE, "event-" + sequence))));
        }
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void rowsOfWhichTwoDoNotFitAPageAreReadToTheEnd() {
        var head = Offset.of(ROWS, 0);
        var ids = new ArrayList<String>();
        var after = 0L;
        for (var page = 0; page < ROWS + 1 && after < head; page++) {
            var read = log.read(PublishedEvents.TYPE, after, head)
                    .toCompletableFuture()
                    .join();
            assertThat(read.through()).as("a page leads on").isGreaterThan(after);
            assertThat(read.events()).as("two do not fit").hasSizeLessThan(2);
            read.events().forEach(occurrence -> ids.add(occurrence.event().id().id()));
            after = read.through();
        }

        assertThat(after).isEqualTo(head);
        assertThat(ids).containsExactly("event-1", "event-2", "event-3", "event-4", "event-5");
    }

    /** The row before it would fill the page. */
    @Test
    void anEventIsFoundWhateverTheSizeOfItsNeighbours() {
        var offsets = List.of(Offset.of(2, 0), Offset.of(4, 0));

        var found =
                log.find(PublishedEvents.TYPE, offsets).toCompletableFuture().join();

        assertThat(found).containsOnlyKeys(offsets);
    }

    private static byte[] packed(byte[] payload) {
        assertThat(payload).hasSizeLessThan(LARGE / 10);
        return payload;
    }

    private void write(EventsPublished row) {
        var serialization = SerializationExtension.get(actors.system());
        var serializer = serialization.findSerializerFor(row);
        database.now(handle -> handle.createUpdate(INSERT)
                .bind("id", TopicLog.persistenceId(PublishedEvents.TYPE))
                .bind("sequence", row.sequence())
                .bind("payload", packed(serializer.toBinary(row)))
                .bind("serializer", serializer.identifier())
                .bind("manifest", Serializers.manifestFor(serializer, row))
                .execute());
    }
}
