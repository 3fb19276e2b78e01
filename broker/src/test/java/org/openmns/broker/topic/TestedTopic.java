package org.openmns.broker.topic;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.openmns.broker.InMemoryJournal;
import org.openmns.broker.PublishedEvents;
import org.openmns.broker.TestKeys;
import org.openmns.broker.cohort.CohortTable;
import org.openmns.broker.store.Database;
import org.openmns.broker.store.DuplicateHashes;
import org.openmns.broker.store.Registry;
import org.openmns.broker.topic.TopicFact.EventsPublished;
import org.openmns.broker.topic.TopicSurroundings.Subscribers;
import org.openmns.config.Layers;
import org.openmns.config.Profile;
import org.openmns.config.Settings;
import org.openmns.criteria.Criteria;
import org.openmns.event.Event;
import org.openmns.event.TopicName;
import org.openmns.subscription.SubscriptionCommand;
import org.openmns.subscription.SubscriptionId;
import org.openmns.topic.TopicCommand;
import org.openmns.topic.TopicCommand.PublishBatch;
import org.openmns.topic.TopicCommand.Register;
import org.openmns.topic.TopicReply;
import org.openmns.topic.TopicReply.BatchPublished;
import org.openmns.topic.TopicReply.Registered;

/** A {@link TopicEntity} with a publisher and a subscriber that a test plays. */
final class TestedTopic {

    static final SubscriptionId SUBSCRIPTION = new SubscriptionId(UUID.randomUUID());

    private static final TopicOptions OPTIONS =
            new TopicOptions(Settings.from(Layers.load(Profile.SANDBOX, Map.of(), Optional.empty()))
                    .topic());

    final InMemoryJournal journal;
    final TestProbe<TopicReply> publisher;
    final TestProbe<SubscriptionCommand> subscription;
    final CohortTable cohorts = new CohortTable();
    private final TopicName name = new TopicName("topic-" + UUID.randomUUID());
    private final ActorRef<TopicCommand> topic;

    TestedTopic(ActorTestKit actors, Database database) {
        journal = new InMemoryJournal(actors.system(), "openmns.journal.topic");
        publisher = actors.createTestProbe(TopicReply.class);
        subscription = actors.createTestProbe(SubscriptionCommand.class);
        var surroundings = new TopicSurroundings(
                new Subscribers(new Registry(database, TestKeys.KEYS), cohorts, id -> subscription.getRef()),
                new TopicLog(actors.system(), database),
                new DuplicateHashes(database),
                Clock.systemUTC());
        topic = actors.spawn(TopicEntity.create(name, surroundings, OPTIONS));
    }

    void tell(TopicCommand command) {
        topic.tell(command);
    }

    BatchPublished publish(Event... events) {
        topic.tell(new PublishBatch(1, List.of(events), publisher.getRef()));
        return publisher.expectMessageClass(BatchPublished.class);
    }

    Optional<BatchPublished> answer() {
        try {
            return Optional.of(publisher.expectMessageClass(BatchPublished.class, Duration.ofMillis(300)));
        } catch (AssertionError none) {
            return Optional.empty();
        }
    }

    /** Takes a row of the log. */
    void register(String kind) {
        register(Criteria.parse("eventType='" + PublishedEvents.TYPE + "' AND kind='" + kind + "'"));
    }

    void register(Criteria criteria) {
        topic.tell(new Register(SUBSCRIPTION, criteria, "acme", publisher.getRef()));
        publisher.expectMessageClass(Registered.class);
    }

    List<Object> facts() {
        return journal.facts(persistenceId());
    }

    List<EventsPublished> rows() {
        return facts().stream()
                .filter(EventsPublished.class::isInstance)
                .map(EventsPublished.class::cast)
                .toList();
    }

    String persistenceId() {
        return TopicLog.persistenceId(name);
    }
}
