package org.openmns.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.PublishedEvents.event;
import static org.openmns.broker.topic.TestedTopic.SUBSCRIPTION;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.Eventually;
import org.openmns.broker.InMemoryJournal;
import org.openmns.broker.PublishedEvents;
import org.openmns.broker.store.Database;
import org.openmns.broker.store.DatabaseLocation;
import org.openmns.broker.topic.TopicFact.EventsPublished;
import org.openmns.broker.topic.TopicFact.Settled;
import org.openmns.cohort.CohortKey;
import org.openmns.cohort.CohortName;
import org.openmns.cohort.CohortValues;
import org.openmns.criteria.Criteria;
import org.openmns.event.Event;
import org.openmns.event.EventId;
import org.openmns.event.Offset;
import org.openmns.subscription.SubscriptionCommand.Notify;
import org.openmns.subscription.SubscriptionCommand.Occurrence;
import org.openmns.topic.TopicCommand.AskHead;
import org.openmns.topic.TopicCommand.Progress;
import org.openmns.topic.TopicCommand.PublishBatch;
import org.openmns.topic.TopicReply.Head;

class TopicEntityTest {

    private static final ActorTestKit actors = ActorTestKit.create("topic", InMemoryJournal.config());

    private static final CohortKey MINE = new CohortKey("acme", new CohortName("mine"));

    @TempDir
    private static Path directory;

    private static Database database;

    private TestedTopic topic;

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
        topic = new TestedTopic(actors, database);
    }

    @Test
    void aBatchIsOneFactAndIsAnsweredWithAnOffsetForEachEvent() {
        var published = topic.publish(event("one"), event("two"));

        assertThat(published.offsets()).containsExactly(Offset.of(1, 0), Offset.of(1, 1));
        assertThat(topic.facts()).singleElement().satisfies(fact -> {
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
        topic.publish(event("one"), event("two"));

        var again = topic.publish(event("two"), event("three"), event("three"));
        var nothingNew = topic.publish(event("one"));

        assertThat(again.offsets()).containsExactly(Offset.of(1, 1), Offset.of(2, 0), Offset.of(2, 0));
        assertThat(nothingNew.offsets()).containsExactly(Offset.of(1, 0));
        assertThat(topic.facts()).hasSize(2);
    }

    @Test
    void whoMatchesIsToldOfTheEventsOfABatchAtOnceAndOfNoOthers() {
        topic.register("odd");

        topic.publish(event("one"), kind("odd", "two"), kind("even", "three"), kind("odd", "four"));

        var notification = topic.subscription.expectMessageClass(Notify.class);
        assertThat(notification.events())
                .extracting(Occurrence::offset)
                .containsExactly(Offset.of(2, 1), Offset.of(2, 3));
        assertThat(notification.previous()).isZero();
        assertThat(notification.upTo()).isEqualTo(Offset.of(2, 3));
    }

    @Test
    void whoFollowsACohortIsToldOfTheEventsOfItsValuesNow() {
        topic.register(Criteria.parse("eventType='" + PublishedEvents.TYPE + "' AND subject IN COHORT 'mine'"));
        topic.publish(PublishedEvents.about("9434765919", "before"));
        // Answered after that one has been matched; its own answer comes before.
        topic.tell(new AskHead(topic.publisher.getRef()));
        topic.publisher.expectMessageClass(Head.class);

        topic.cohorts.put(MINE, List.of(CohortValues.of(List.of("9434765919"))));
        topic.publish(PublishedEvents.about("9434765919", "two"), PublishedEvents.about("9000000009", "three"));

        assertThat(topic.subscription.expectMessageClass(Notify.class).events())
                .extracting(Occurrence::offset)
                .containsExactly(Offset.of(3, 0));
    }

    @Test
    void howFarTheLogHasSettledRidesAlongInTheNextRow() {
        topic.register("odd");
        topic.publish(kind("odd", "one"));

        topic.publish(kind("odd", "two"));
        topic.tell(new Progress(SUBSCRIPTION, Offset.of(3, 0), false, Instant.EPOCH));
        topic.publish(kind("odd", "three"));

        assertThat(topic.rows())
                .extracting(row -> row.marks().settledThrough())
                .containsExactly(0L, Offset.of(2, 0) - 1, Offset.of(3, 0));
    }

    @Test
    void anIdleTopicWritesOnceThatEverythingHasSettled() {
        topic.register("odd");
        topic.publish(kind("odd", "one"));
        var written = topic.facts().size();
        topic.tell(new Progress(SUBSCRIPTION, Offset.of(2, 0), false, Instant.EPOCH));

        Eventually.holds("a Settled fact", () -> topic.facts().size() > written);
        // Two more ticks of a second, in which nothing changes.
        topic.publisher.expectNoMessage(Duration.ofMillis(2_200));

        assertThat(topic.facts())
                .hasSize(written + 1)
                .last()
                .isInstanceOfSatisfying(
                        Settled.class,
                        settled -> assertThat(settled.marks().settledThrough()).isEqualTo(Offset.of(2, 0)));
    }

    @Test
    void anEventThatMatchesNobodyIsSettledByItself() {
        topic.publish(event("one"));

        Eventually.holds("a Settled fact", () -> topic.facts().size() > 1);

        assertThat(topic.facts()).last().isInstanceOf(Settled.class);
    }

    @Test
    void aWriteThatFailsIsTriedAgainAndItsPublisherNoticesNothing() {
        topic.publish(event("one"));
        topic.journal.failNextWrite(topic.persistenceId());

        topic.tell(new PublishBatch(2, List.of(event("two")), topic.publisher.getRef()));
        var second = Eventually.get("the answer", topic::answer);
        topic.tell(new PublishBatch(3, List.of(event("three")), topic.publisher.getRef()));
        var third = Eventually.get("the next answer", topic::answer);

        assertThat(List.of(second.batch(), third.batch())).containsExactly(2L, 3L);
        assertThat(topic.rows())
                .extracting(row -> row.events().get(0).id().id())
                .containsExactly("one", "two", "three");
    }

    private static Event kind(String kind, String id) {
        return PublishedEvents.with("kind", kind, id);
    }
}
