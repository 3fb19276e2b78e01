package org.openmns.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.Databases;
import org.openmns.broker.Eventually;
import org.openmns.broker.PublishedEvents;
import org.openmns.broker.TestKeys;
import org.openmns.broker.cohort.CohortTable;
import org.openmns.broker.store.Database;
import org.openmns.broker.store.DuplicateHashes;
import org.openmns.broker.store.DuplicateHashes.Range;
import org.openmns.broker.store.Registry;
import org.openmns.broker.store.TopicRows;
import org.openmns.broker.topic.TopicSurroundings.Subscribers;
import org.openmns.config.Layers;
import org.openmns.config.Profile;
import org.openmns.config.Settings;
import org.openmns.subscription.SubscriptionCommand;
import org.openmns.topic.TopicCommand;
import org.openmns.topic.TopicCommand.PublishBatch;
import org.openmns.topic.TopicReply;
import org.openmns.topic.TopicReply.BatchPublished;

/** From what a topic knows duplicates after a start; on a real journal. */
class TopicStartTest {

    /** Two segments, of 10,000 events, and a half. */
    private static final int BATCHES = 25;

    private static final int BATCH_EVENTS = 1_000;

    @TempDir
    private Path directory;

    private Database database;
    private DuplicateHashes hashes;
    private ActorTestKit actors;
    private TestProbe<TopicReply> publisher;
    private ActorRef<TopicCommand> topic;
    private List<List<Long>> offsets;
    private List<Range> segments;

    @BeforeEach
    void publishMoreThanTwoSegmentsAndStop() {
        var location = Databases.in(directory);
        database = Database.open(location);
        hashes = new DuplicateHashes(database);
        var overrides = new HashMap<>(location.settings());
        overrides.put("pekko.actor.provider", "local");
        overrides.put("pekko.coordinated-shutdown.exit-jvm", "off");
        actors = ActorTestKit.create("start", Layers.load(Profile.SANDBOX, overrides, Optional.empty()));
        publisher = actors.createTestProbe(TopicReply.class);
        start();
        offsets = IntStream.range(0, BATCHES).mapToObj(this::publish).toList();
        Eventually.holds("two segments", () -> segments().size() == 2);
        segments = segments();
        actors.stop(topic);
    }

    @AfterEach
    void stop() {
        actors.shutdownTestKit();
        database.close();
    }

    @Test
    void storedSegmentsAreEnoughToKnowADuplicate() {
        deleteRowsThrough(segments.get(1).last());

        start();

        assertDuplicatesAreKnown();
    }

    @Test
    void segmentsThatAreGoneAreMadeAgainFromTheLog() {
        forget(segments.get(0));
        forget(segments.get(1));

        start();

        assertDuplicatesAreKnown();
        Eventually.holds("two segments", () -> segments().size() == 2);
        assertThat(segments().get(0).first()).isEqualTo(1);
        assertThat(segments().get(1).first()).isEqualTo(segments().get(0).last() + 1);
    }

    @Test
    void aGapBetweenSegmentsIsReadFromTheLogAndFilled() {
        forget(segments.get(0));

        start();

        assertDuplicatesAreKnown();
        Eventually.holds("the gap is filled", () -> segments().equals(segments));
    }

    @Test
    void aSegmentOfAnUnknownFormIsReadFromTheLogInstead() {
        database.now(handle -> handle.createUpdate("UPDATE duplicate_hash SET hashes = :other WHERE first_sequence = 1")
                .bind("other", new byte[] {99, 1, 2})
                .execute());

        start();

        assertDuplicatesAreKnown();
    }

    @Test
    void segmentsThatAreOutOfTheWindowAreDeleted() {
        var next = new Range(segments.get(1).last() + 1, segments.get(1).last() + 2);

        write(next, segments.get(1).first());

        assertThat(segments()).containsExactly(segments.get(1), next);
    }

    /** As a writer that was fenced off might. */
    @Test
    void ofTwoSegmentsThatBeginAtTheSameRowTheFirstStays() {
        write(new Range(1, 2), 1);

        assertThat(segments()).isEqualTo(segments);
    }

    private void assertDuplicatesAreKnown() {
        for (var batch = 0; batch < BATCHES; batch++) {
            assertThat(publish(batch).equals(offsets.get(batch)))
                    .as("batch " + batch + " is known")
                    .isTrue();
        }
    }

    private void write(Range range, long oldest) {
        hashes.write(PublishedEvents.TYPE, range, new byte[] {1}, oldest)
                .toCompletableFuture()
                .join();
    }

    private void forget(Range segment) {
        var deleted = database.now(
                handle -> handle.execute("DELETE FROM duplicate_hash WHERE first_sequence = ?", segment.first()));
        assertThat(deleted).isEqualTo(1);
    }

    private void start() {
        TestProbe<SubscriptionCommand> nobody = actors.createTestProbe(SubscriptionCommand.class);
        var surroundings = new TopicSurroundings(
                new Subscribers(new Registry(database, TestKeys.KEYS), new CohortTable(), id -> nobody.getRef()),
                new TopicLog(actors.system(), database),
                hashes,
                Clock.systemUTC());
        var options = new TopicOptions(
                Settings.from(actors.system().settings().config()).topic());
        topic = actors.spawn(TopicEntity.create(PublishedEvents.TYPE, surroundings, options));
    }

    private List<Long> publish(int batch) {
        var events = IntStream.range(0, BATCH_EVENTS)
                .mapToObj(i -> PublishedEvents.event(batch + "-" + i))
                .toList();
        topic.tell(new PublishBatch(1, events, publisher.getRef()));
        return publisher
                .expectMessageClass(BatchPublished.class, Duration.ofSeconds(20))
                .offsets();
    }

    private List<Range> segments() {
        return hashes.ranges(PublishedEvents.TYPE).toCompletableFuture().join();
    }

    private void deleteRowsThrough(long sequence) {
        var deleted =
                new TopicRows(database).deleteThrough(TopicLog.persistenceId(PublishedEvents.TYPE), sequence, BATCHES);
        assertThat(deleted).isPositive();
    }
}
