package org.openmns.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.pekko.actor.testkit.typed.FishingOutcome;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.Databases;
import org.openmns.broker.Eventually;
import org.openmns.broker.OnBothDatabases;
import org.openmns.broker.PublishedEvents;
import org.openmns.broker.TestKeys;
import org.openmns.broker.cohort.CohortTable;
import org.openmns.broker.store.Database;
import org.openmns.broker.store.DatabaseLocation;
import org.openmns.broker.store.DuplicateHashes;
import org.openmns.broker.store.Registry;
import org.openmns.broker.topic.TopicSurroundings.Subscribers;
import org.openmns.config.Layers;
import org.openmns.config.Profile;
import org.openmns.config.Settings;
import org.openmns.criteria.Criteria;
import org.openmns.subscription.SubscriptionCommand;
import org.openmns.subscription.SubscriptionId;
import org.openmns.topic.TopicCommand;
import org.openmns.topic.TopicCommand.AskHead;
import org.openmns.topic.TopicCommand.PublishBatch;
import org.openmns.topic.TopicCommand.Register;
import org.openmns.topic.TopicReply;
import org.openmns.topic.TopicReply.BatchPublished;
import org.openmns.topic.TopicReply.Head;
import org.openmns.topic.TopicReply.Registered;

/** Two actor systems that share a database, as two nodes do while each believes the other to be dead. */
@OnBothDatabases
class TwoWritersTest {

    @TempDir
    private Path directory;

    /** Invariant 6. */
    @Test
    void ofTwoWritersOneSucceedsAndTheOtherStopsRecoversAndContinues() {
        var location = Databases.in(directory);
        try (var database = Database.open(location);
                var one = new Writer("one", location, database);
                var other = new Writer("other", location, database)) {
            // Both have recovered an empty log, and each believes that the next row is its own.
            assertThat(one.head()).isZero();
            assertThat(other.head()).isZero();

            var a = one.publish("a");
            var b = other.publish("b");
            var c = one.publish("c");
            var d = other.publish("d");

            assertThat(List.of(a, b, c, d)).isSorted().doesNotHaveDuplicates();
            assertThat(one.log(d)).containsExactly("a", "b", "c", "d");
            assertThat(other.publish("a"))
                    .as("it has learnt what the other one wrote")
                    .isEqualTo(a);
            assertThat(one.publish("b")).isEqualTo(b);
        }
    }

    /** Else the successor, which may have read the registry before, would match nothing for this subscription. */
    @Test
    void aTopicThatWasReplacedRegistersNobody() {
        var location = Databases.in(directory);
        try (var database = Database.open(location);
                var replaced = new Writer("replaced", location, database);
                var successor = new Writer("successor", location, database)) {
            assertThat(replaced.head()).isZero();
            assertThat(successor.head()).isZero();
            var a = successor.publish("a");

            assertThat(replaced.register())
                    .as("it answers when it has learnt what the other one wrote")
                    .isEqualTo(a);
        }
    }

    /** A topic in an actor system of its own. */
    private static final class Writer implements AutoCloseable {

        private static final Duration PATIENCE = Duration.ofSeconds(1);

        private final ActorTestKit actors;
        private final TestProbe<TopicReply> publisher;
        private final ActorRef<TopicCommand> topic;
        private final TopicLog log;
        private long batch;

        Writer(String name, DatabaseLocation location, Database database) {
            var overrides = new HashMap<>(location.settings());
            overrides.put("pekko.actor.provider", "local");
            overrides.put("pekko.coordinated-shutdown.exit-jvm", "off");
            var config = Layers.load(Profile.SANDBOX, overrides, Optional.empty());
            actors = ActorTestKit.create(name, config);
            publisher = actors.createTestProbe(TopicReply.class);
            log = new TopicLog(actors.system(), database);
            TestProbe<SubscriptionCommand> nobody = actors.createTestProbe(SubscriptionCommand.class);
            var surroundings = new TopicSurroundings(
                    new Subscribers(new Registry(database, TestKeys.KEYS), new CohortTable(), id -> nobody.getRef()),
                    log,
                    new DuplicateHashes(database),
                    Clock.systemUTC());
            var options = new TopicOptions(Settings.from(config).topic());
            topic = actors.spawn(TopicEntity.create(PublishedEvents.TYPE, surroundings, options));
        }

        long head() {
            topic.tell(new AskHead(publisher.getRef()));
            return publisher
                    .expectMessageClass(Head.class, Duration.ofSeconds(20))
                    .head();
        }

        /** As often as it takes: a row that the primary key refuses is not answered. */
        long publish(String id) {
            return Eventually.get(id + " is published", () -> tryToPublish(id));
        }

        /** As an ingress does: a batch that is not answered in time is given up, and its answer ignored. */
        private Optional<Long> tryToPublish(String id) {
            batch++;
            topic.tell(new PublishBatch(batch, List.of(PublishedEvents.event(id)), publisher.getRef()));
            try {
                var answers = publisher.fishForMessage(PATIENCE, this::untilThisBatch);
                var published = (BatchPublished) answers.get(answers.size() - 1);
                return Optional.of(published.offsets().get(0));
            } catch (AssertionError unanswered) {
                return Optional.empty();
            }
        }

        /** As often as it takes, and answers what the topic says of its head. */
        long register() {
            return Eventually.get("it is registered", this::tryToRegister);
        }

        private Optional<Long> tryToRegister() {
            var criteria = Criteria.parse("eventType='" + PublishedEvents.TYPE + "'");
            topic.tell(new Register(new SubscriptionId(UUID.randomUUID()), criteria, "acme", publisher.getRef()));
            try {
                return Optional.of(
                        publisher.expectMessageClass(Registered.class, PATIENCE).head());
            } catch (AssertionError unanswered) {
                return Optional.empty();
            }
        }

        private FishingOutcome untilThisBatch(TopicReply reply) {
            return reply instanceof BatchPublished published && published.batch() == batch
                    ? FishingOutcomes.complete()
                    : FishingOutcomes.continueAndIgnore();
        }

        /** The log through this offset, as this actor system reads it. */
        List<String> log(long through) {
            var ids = new ArrayList<String>();
            for (var after = 0L; after < through; ) {
                var page = log.read(PublishedEvents.TYPE, after, through)
                        .toCompletableFuture()
                        .join();
                page.events()
                        .forEach(occurrence -> ids.add(occurrence.event().id().id()));
                after = page.through();
            }
            return ids;
        }

        @Override
        public void close() {
            actors.shutdownTestKit();
        }
    }
}
