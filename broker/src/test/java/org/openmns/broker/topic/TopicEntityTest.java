package org.openmns.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.Eventually;
import org.openmns.broker.InMemoryJournal;
import org.openmns.broker.PublishedEvents;
import org.openmns.broker.cohort.CohortTable;
import org.openmns.broker.store.Database;
import org.openmns.broker.store.DatabaseLocation;
import org.openmns.broker.store.DuplicateHashes;
import org.openmns.broker.store.Registry;
import org.openmns.broker.topic.TopicFact.EventsPublished;
import org.openmns.broker.topic.TopicFact.Settled;
import org.openmns.broker.topic.TopicSurroundings.Subscribers;
import org.openmns.cohort.CohortKey;
import org.openmns.cohort.CohortName;
import org.openmns.cohort.CohortValues;
import org.openmns.config.Layers;
import org.openmns.config.Profile;
import org.openmns.config.Settings;
import org.openmns.criteria.Criteria;
import org.openmns.event.Event;
import org.openmns.event.EventId;
import org.openmns.event.Offset;
import org.openmns.event.TopicName;
import org.openmns.subscription.SubscriptionCommand;
import org.openmns.subscription.SubscriptionCommand.Notify;
import org.openmns.subscription.SubscriptionCommand.Occurrence;
import org.openmns.subscription.SubscriptionId;
import org.openmns.topic.TopicCommand;
import org.openmns.topic.TopicCommand.AskHead;
import org.openmns.topic.TopicCommand.Progress;
import org.openmns.topic.TopicCommand.PublishBatch;
import org.openmns.topic.TopicCommand.Register;
import org.openmns.topic.TopicReply;
import org.openmns.topic.TopicReply.BatchPublished;
import org.openmns.topic.TopicReply.Head;
import org.openmns.topic.TopicReply.Registered;

class TopicEntityTest {

    private static final ActorTestKit actors = ActorTestKit.create("topic", InMemoryJournal.config());
    private static final SubscriptionId SUBSCRIPTION = new SubscriptionId(UUID.randomUUID());
    private static final TopicOptions OPTIONS =
            new TopicOptions(Settings.from(Layers.load(Profile.SANDBOX, Map.of(), Optional.empty()))
                    .topic());

    private static final CohortKey MINE = new CohortKey("acme", new CohortName("mine"));

    @TempDir
    private static Path directory;

    private static Database database;

    private final InMemoryJournal journal = new InMemoryJournal(actors.system(), "openmns.journal.topic");
    private final TestProbe<TopicReply> publisher = actors.createTestProbe(TopicReply.class);
    private final TestProbe<SubscriptionCommand> subscription = actors.createTestProbe(SubscriptionCommand.class);
    private final CohortTable cohorts = new CohortTable();
    private final TopicName name = new TopicName("topic-" + UUID.randomUUID());
    private ActorRef<TopicCommand> topic;

    @BeforeAll
    static void open() {
        database = Database.open(DatabaseLocation.inDirectory(directory));
    }

    @AfterAll
    static void stop() {
        actors.shutdownTestKit();
        database.close();
    }

    @BeforeEach
    void start() {
        var surroundings = new TopicSurroundings(
                new Subscribers(new Registry(database), cohorts, id -> subscription.getRef()),
                new TopicLog(actors.system(), database),
                new DuplicateHashes(database),
                Clock.systemUTC());
        topic = actors.spawn(TopicEntity.create(name, surroundings, OPTIONS));
    }

    @Test
    void aBatchIsOneFactAndIsAnsweredWithAnOffsetForEachEvent() {
        var published = publish(event("one"), event("two"));

        assertThat(published.offsets()).containsExactly(Offset.of(1, 0), Offset.of(1, 1));
        assertThat(facts()).singleElement().satisfies(fact -> {
            var row = (EventsPublished) fact;
            assertThat(row.sequence()).isEqualTo(1);
            assertThat(row.before()).isZero();
            assertThat(row.events())
                    .extracting(Event::id)
                    .extracting(EventId::id)
                    .containsExactly("one", "two");
        });
    }

    @Test
    void aDuplicateIsAnsweredWithItsFirstOffsetAndNotWrittenAgain() {
        publish(event("one"), event("two"));

        var again = publish(event("two"), event("three"), event("three"));
        var nothingNew = publish(event("one"));

        assertThat(again.offsets()).containsExactly(Offset.of(1, 1), Offset.of(2, 0), Offset.of(2, 0));
        assertThat(nothingNew.offsets()).containsExactly(Offset.of(1, 0));
        assertThat(facts()).hasSize(2);
    }

    @Test
    void whoMatchesIsToldOfTheEventsOfABatchAtOnceAndOfNoOthers() {
        register("odd");

        publish(event("one"), kind("odd", "two"), kind("even", "three"), kind("odd", "four"));

        var notification = subscription.expectMessageClass(Notify.class);
        assertThat(notification.events())
                .extracting(Occurrence::offset)
                .containsExactly(Offset.of(2, 1), Offset.of(2, 3));
        assertThat(notification.previous()).isZero();
        assertThat(notification.upTo()).isEqualTo(Offset.of(2, 3));
    }

    @Test
    void whoFollowsACohortIsToldOfTheEventsOfItsValuesNow() {
        register(Criteria.parse("eventType='" + PublishedEvents.TYPE + "' AND subject IN COHORT 'mine'"));
        publish(PublishedEvents.about("9434765919", "before"));
        // Answered after that one has been matched; its own answer comes before.
        topic.tell(new AskHead(publisher.getRef()));
        publisher.expectMessageClass(Head.class);

        cohorts.put(MINE, List.of(CohortValues.of(List.of("9434765919"))));
        publish(PublishedEvents.about("9434765919", "two"), PublishedEvents.about("9000000009", "three"));

        assertThat(subscription.expectMessageClass(Notify.class).events())
                .extracting(Occurrence::offset)
                .containsExactly(Offset.of(3, 0));
    }

    @Test
    void howFarTheLogHasSettledRidesAlongInTheNextRow() {
        register("odd");
        publish(kind("odd", "one"));

        publish(kind("odd", "two"));
        topic.tell(new Progress(SUBSCRIPTION, Offset.of(3, 0), false, Instant.EPOCH));
        publish(kind("odd", "three"));

        assertThat(rows())
                .extracting(row -> row.marks().settledThrough())
                .containsExactly(0L, Offset.of(2, 0) - 1, Offset.of(3, 0));
    }

    @Test
    void anIdleTopicWritesOnceThatEverythingHasSettled() {
        register("odd");
        publish(kind("odd", "one"));
        var written = facts().size();
        topic.tell(new Progress(SUBSCRIPTION, Offset.of(2, 0), false, Instant.EPOCH));

        Eventually.holds("a Settled fact", () -> facts().size() > written);
        // Two more ticks of a second, in which nothing changes.
        publisher.expectNoMessage(Duration.ofMillis(2_200));

        assertThat(facts())
                .hasSize(written + 1)
                .last()
                .isInstanceOfSatisfying(
                        Settled.class,
                        settled -> assertThat(settled.marks().settledThrough()).isEqualTo(Offset.of(2, 0)));
    }

    @Test
    void anEventThatMatchesNobodyIsSettledByItself() {
        publish(event("one"));

        Eventually.holds("a Settled fact", () -> facts().size() > 1);

        assertThat(facts()).last().isInstanceOf(Settled.class);
    }

    @Test
    void aWriteThatFailsIsTriedAgainAndItsPublisherNoticesNothing() {
        publish(event("one"));
        journal.failNextWrite(persistenceId());

        topic.tell(new PublishBatch(2, List.of(event("two")), publisher.getRef()));
        var second = Eventually.get("the answer", this::answer);
        topic.tell(new PublishBatch(3, List.of(event("three")), publisher.getRef()));
        var third = Eventually.get("the next answer", this::answer);

        assertThat(List.of(second.batch(), third.batch())).containsExactly(2L, 3L);
        assertThat(rows()).extracting(row -> row.events().get(0).id().id()).containsExactly("one", "two", "three");
    }

    private Optional<BatchPublished> answer() {
        try {
            return Optional.of(publisher.expectMessageClass(BatchPublished.class, Duration.ofMillis(300)));
        } catch (AssertionError none) {
            return Optional.empty();
        }
    }

    private BatchPublished publish(Event... events) {
        topic.tell(new PublishBatch(1, List.of(events), publisher.getRef()));
        return publisher.expectMessageClass(BatchPublished.class);
    }

    /** Takes a row of the log. */
    private void register(String kind) {
        register(Criteria.parse("eventType='" + PublishedEvents.TYPE + "' AND kind='" + kind + "'"));
    }

    private void register(Criteria criteria) {
        topic.tell(new Register(SUBSCRIPTION, criteria, "acme", publisher.getRef()));
        publisher.expectMessageClass(Registered.class);
    }

    private List<Object> facts() {
        return journal.facts(persistenceId());
    }

    private List<EventsPublished> rows() {
        return facts().stream()
                .filter(EventsPublished.class::isInstance)
                .map(EventsPublished.class::cast)
                .toList();
    }

    private String persistenceId() {
        return TopicLog.persistenceId(name);
    }

    private static Event event(String id) {
        return PublishedEvents.event(id);
    }

    private static Event kind(String kind, String id) {
        return PublishedEvents.with("kind", kind, id);
    }
}
