package org.openmns.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.PublishedEvents.event;

import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.InMemoryJournal;
import org.openmns.broker.PublishedEvents;
import org.openmns.broker.store.Database;
import org.openmns.broker.store.DatabaseLocation;
import org.openmns.criteria.Criteria;
import org.openmns.subscription.SubscriptionId;
import org.openmns.topic.TopicCommand.Deregister;
import org.openmns.topic.TopicCommand.Register;
import org.openmns.topic.TopicReply;
import org.openmns.topic.TopicReply.Registered;

/** What many subscriptions that register with one topic at once cost, and mean. */
class RegistrationsTest {

    private static final int MANY = 50;

    private static final ActorTestKit actors = ActorTestKit.create("registrations", InMemoryJournal.config());

    private static final Criteria EVERYTHING = Criteria.parse("eventType='" + PublishedEvents.TYPE + "'");

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
    void shareRowsAndAreAllAnswered() {
        IntStream.range(0, MANY).forEach(each -> topic.tell(register(new SubscriptionId(UUID.randomUUID()))));

        for (var each = 0; each < MANY; each++) {
            topic.publisher.expectMessageClass(Registered.class);
        }
        assertThat(topic.facts()).hasSizeBetween(1, MANY / 2);
    }

    @Test
    void oneThatHasLeftAgainIsNotTakenUp() {
        var left = new SubscriptionId(UUID.randomUUID());
        var answers = actors.createTestProbe(TopicReply.class);
        topic.tell(new Register(left, EVERYTHING, "acme", answers.getRef()));
        topic.tell(new Deregister(left));

        topic.publish(event("one"));
        topic.subscription.expectNoMessage();
    }

    @Test
    void anEventBeforeTheAnswerIsAtOrBeforeTheHeadThatItNames() {
        topic.publish(event("one"));
        topic.tell(register(new SubscriptionId(UUID.randomUUID())));
        var head = topic.publisher.expectMessageClass(Registered.class).head();

        assertThat(head).isGreaterThanOrEqualTo(topic.rows().get(0).sequence());
        topic.subscription.expectNoMessage();
    }

    private Register register(SubscriptionId id) {
        return new Register(id, EVERYTHING, "acme", topic.publisher.getRef());
    }
}
