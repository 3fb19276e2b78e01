package org.openmns.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.Databases;
import org.openmns.broker.OnBothDatabases;
import org.openmns.broker.PublishedEvents;
import org.openmns.broker.TestKeys;
import org.openmns.broker.cohort.CohortTable;
import org.openmns.broker.store.Database;
import org.openmns.broker.store.DuplicateHashes;
import org.openmns.broker.store.Registry;
import org.openmns.broker.topic.TopicSurroundings.Subscribers;
import org.openmns.config.Layers;
import org.openmns.config.Profile;
import org.openmns.config.Settings;
import org.openmns.subscription.SubscriptionCommand;
import org.openmns.subscription.SubscriptionCommand.Notify;
import org.openmns.subscription.SubscriptionId;
import org.openmns.topic.TopicCommand;
import org.openmns.topic.TopicCommand.PublishBatch;
import org.openmns.topic.TopicReply;
import org.openmns.topic.TopicReply.BatchPublished;

/** The start of a topic with many subscriptions: {@code -Dopenmns.scale.subscriptions=1000000} for the long one. */
@OnBothDatabases
class ManySubscriptionsTest {

    private static final int SUBSCRIPTIONS = Integer.getInteger("openmns.scale.subscriptions", 20_000);
    private static final Duration START_MAX = Duration.ofSeconds(20).plusMillis(SUBSCRIPTIONS / 10);
    private static final String ID = "00000000-0000-4000-8000-";

    /** Rows of one statement: H2 ends those that take half a minute. */
    private static final int INSERT_ROWS = 10_000;

    /** Each follows a patient of its own; ids in order, for random ones make H2 write each page of their index many times. */
    private static final String INSERT = "INSERT INTO subscription"
            + " (id, owner, event_type, criteria, resource, status, updated_at)"
            + " SELECT CAST('" + ID + "' || LPAD(CAST(n AS VARCHAR(12)), 12, '0') AS UUID), 'sandbox', :type,"
            + " 'eventType=''' || :type || ''' AND subject=''' || (9000000000 + n) || '''',"
            + " :resource, 'ACTIVE', CURRENT_TIMESTAMP FROM ";

    @TempDir
    private Path directory;

    private Database database;
    private ActorTestKit actors;
    private TestProbe<SubscriptionCommand> notified;

    @BeforeEach
    void subscribe() {
        var location = Databases.in(directory);
        database = Database.open(location);
        for (var first = 1; first <= SUBSCRIPTIONS; first += INSERT_ROWS) {
            insert(first, Math.min(SUBSCRIPTIONS, first + INSERT_ROWS - 1));
        }
        var overrides = new HashMap<>(location.settings());
        overrides.put("pekko.actor.provider", "local");
        overrides.put("pekko.coordinated-shutdown.exit-jvm", "off");
        actors = ActorTestKit.create("many", Layers.load(Profile.SANDBOX, overrides, Optional.empty()));
        notified = actors.createTestProbe(SubscriptionCommand.class);
    }

    @AfterEach
    void stop() {
        actors.shutdownTestKit();
        database.close();
    }

    @Test
    void acceptsOnlyOnceItKnowsThemAllAndTellsTheOneThatAnEventMatches() {
        TestProbe<TopicReply> publisher = actors.createTestProbe(TopicReply.class);
        var before = heapBytes();
        var from = System.nanoTime();

        var topic = start();
        var event = PublishedEvents.about(Long.toString(9_000_000_000L + SUBSCRIPTIONS), "1");
        topic.tell(new PublishBatch(1, List.of(event), publisher.getRef()));
        publisher.expectMessageClass(BatchPublished.class, START_MAX);
        var seconds = (System.nanoTime() - from) / 1e9;

        assertThat(notified.expectMessageClass(Notify.class).events()).hasSize(1);
        notified.expectNoMessage(Duration.ofMillis(100));
        System.out.printf(
                "start with %,d subscriptions on %s: %.1f s, %.0f bytes of heap each%n",
                SUBSCRIPTIONS,
                Databases.arePostgres() ? "PostgreSQL" : "H2",
                seconds,
                (heapBytes() - before) / (double) SUBSCRIPTIONS);
    }

    private ActorRef<TopicCommand> start() {
        var subscribers = new Subscribers(new Registry(database, TestKeys.KEYS), new CohortTable(), this::subscription);
        var surroundings = new TopicSurroundings(
                subscribers, new TopicLog(actors.system(), database), new DuplicateHashes(database), Clock.systemUTC());
        var settings = Settings.from(actors.system().settings().config()).topic();
        return actors.spawn(TopicEntity.create(PublishedEvents.TYPE, surroundings, new TopicOptions(settings)));
    }

    /** Only the last one should be asked for. */
    private ActorRef<SubscriptionCommand> subscription(SubscriptionId id) {
        assertThat(id.value()).isEqualTo(UUID.fromString(ID + "%012d".formatted(SUBSCRIPTIONS)));
        return notified.getRef();
    }

    private void insert(int first, int last) {
        var range = Databases.arePostgres()
                ? "GENERATE_SERIES(:first, :last) AS s (n)"
                : "SYSTEM_RANGE(:first, :last) AS s (n)";
        database.now(handle -> handle.createUpdate(INSERT + range)
                .bind("type", PublishedEvents.TYPE.value())
                .bind("resource", "{" + " ".repeat(400) + "}")
                .bind("first", (long) first)
                .bind("last", (long) last)
                .execute());
    }

    private static long heapBytes() {
        System.gc();
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
