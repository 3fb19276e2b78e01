package org.openmns.broker.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.subscription.Deliveries.NOON;
import static org.openmns.broker.subscription.TestedSubscription.HEAD;
import static org.openmns.broker.subscription.TestedSubscription.NEVER;
import static org.openmns.broker.subscription.TestedSubscription.SOON;
import static org.openmns.broker.subscription.TestedSubscription.answering;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openmns.broker.Eventually;
import org.openmns.broker.PublishedEvents;
import org.openmns.broker.subscription.LoopLimits.CheckpointRhythm;
import org.openmns.broker.subscription.SubscriptionFact.Paused;
import org.openmns.broker.subscription.SubscriptionFact.Resumed;
import org.openmns.broker.subscription.SubscriptionFact.TurnedOff;
import org.openmns.subscription.DeadLetter;
import org.openmns.subscription.Subscription.Status;
import org.openmns.subscription.SubscriptionCommand.Describe;
import org.openmns.subscription.SubscriptionCommand.Occurrence;
import org.openmns.subscription.SubscriptionCommand.Pause;
import org.openmns.subscription.SubscriptionCommand.Redrive;
import org.openmns.subscription.SubscriptionCommand.Resume;
import org.openmns.subscription.SubscriptionCommand.Subscribe;
import org.openmns.subscription.SubscriptionReply.Accepted;
import org.openmns.subscription.SubscriptionReply.Counted;
import org.openmns.subscription.SubscriptionReply.Described;
import org.openmns.subscription.SubscriptionReply.Refusal;
import org.openmns.subscription.SubscriptionReply.Refused;
import org.openmns.subscription.SubscriptionReply.Subscribed;
import org.openmns.topic.TopicCommand.AskHead;
import org.openmns.topic.TopicCommand.Deregister;
import org.openmns.topic.TopicCommand.Progress;
import org.openmns.topic.TopicCommand.Register;
import org.openmns.topic.TopicReply.Head;
import org.openmns.topic.TopicReply.Registered;

class SubscriptionEntityTest {

    @RegisterExtension
    static final World world = World.open();

    private final TestedSubscription it = new TestedSubscription(world);

    @Test
    void aCommandToASubscriptionThatNobodyMadeIsRefused() {
        it.start(new CheckpointRhythm(500, NEVER, NEVER), NEVER);

        it.ref.tell(new Pause(it.subscriber.getRef()));

        it.subscriber.expectMessage(new Refused(Refusal.UNKNOWN_SUBSCRIPTION));
        assertThat(it.facts()).isEmpty();
    }

    @Test
    void subscribingIsAnsweredOnceRegistryAndTopicKnow() {
        it.start(new CheckpointRhythm(500, NEVER, NEVER), NEVER);

        it.ref.tell(new Subscribe(
                Deliveries.subscription(Duration.ofSeconds(5)), Deliveries.SECRET, "sandbox", it.subscriber.getRef()));
        var register = it.topic.expectMessageClass(Register.class);
        it.subscriber.expectNoMessage(SOON);
        register.replyTo().tell(new Registered(HEAD));

        it.subscriber.expectMessage(new Subscribed(true));
        assertThat(it.registry().find(it.id).toCompletableFuture().join()).isPresent();
        assertThat(TestedSubscription.namesOf(it.facts())).containsExactly("Subscribed", "Announced");
    }

    @Test
    void retriesWithTheSameOffsetAndKeepsTheDeadLetterBeforeTheDeliverySettles() {
        it.subscribed(new CheckpointRhythm(500, NEVER, SOON), Duration.ofMillis(1), Duration.ofMillis(1));
        it.endpoint = answering(500);

        it.push(0, 101);
        it.await(3);
        Eventually.holds("the dead letter is counted", () -> it.deadLettered() == 1);

        var kept =
                it.deadLetters().list(it.id, 0, 10).toCompletableFuture().join().entries();
        assertThat(kept).singleElement().satisfies(letter -> {
            assertThat(letter.occurrence().offset()).isEqualTo(101);
            assertThat(letter.attempts()).isEqualTo(3);
            assertThat(letter.error()).isEqualTo("HTTP 500");
        });
        assertThat(it.attempted)
                .extracting(attempt -> attempt.occurrence().offset())
                .containsOnly(101L);
        assertThat(it.lastCheckpoint().cursor()).isEqualTo(Cursor.at(101));
        assertThat(it.lastCheckpoint().counts().failedAttempts()).isLessThanOrEqualTo(3);
    }

    @Test
    void anAnswerOf410TurnsItOffAndNothingMoreIsSent() {
        it.subscribed(new CheckpointRhythm(500, NEVER, SOON));
        it.endpoint = answering(410);

        it.push(0, 101);
        Eventually.holds("it is off", () -> it.facts().stream().anyMatch(TurnedOff.class::isInstance));
        it.fish(Deregister.class::isInstance);
        it.push(101, 102);

        it.fish(Deregister.class::isInstance);
        assertThat(it.attempted).hasSize(1);
        it.ref.tell(new Resume(it.subscriber.getRef()));
        it.subscriber.expectMessage(new Refused(Refusal.SUBSCRIPTION_OFF));
    }

    @Test
    void aPauseIsWrittenBeforeItIsAnsweredAndHoldsDeliveriesUntilTheResume() {
        it.subscribed(new CheckpointRhythm(500, NEVER, SOON));

        it.ref.tell(new Pause(it.subscriber.getRef()));
        it.subscriber.expectMessage(new Accepted());
        assertThat(it.facts()).last().isInstanceOf(Paused.class);
        it.push(0, 101);
        it.ref.tell(new Pause(it.subscriber.getRef()));
        it.subscriber.expectMessage(new Accepted());
        assertThat(it.attempted).isEmpty();

        it.ref.tell(new Resume(it.subscriber.getRef()));
        it.subscriber.expectMessage(new Accepted());
        assertThat(it.facts()).last().isInstanceOf(Resumed.class);
    }

    @Test
    void aRedriveIsToldToTheTopicBeforeAnythingComesOfIt() {
        it.subscribed(new CheckpointRhythm(500, NEVER, NEVER));
        it.endpoint = attempt -> new CompletableFuture<>();
        var letter = new DeadLetter(it.id, new Occurrence(50, PublishedEvents.event("event-50")), 3, "error", NOON);
        it.deadLetters().put(List.of(letter)).toCompletableFuture().join();

        it.ref.tell(new Redrive(Set.of(), it.subscriber.getRef()));

        it.subscriber.expectMessage(new Counted(1));
        it.fish(command -> command instanceof Progress progress && progress.settledThrough() == 49);
    }

    @Test
    void theStatusOfOneThatA410TurnedOffSaysSo() {
        it.subscribed(new CheckpointRhythm(500, NEVER, NEVER));
        it.endpoint = answering(410);

        it.push(0, 101);
        it.fish(Deregister.class::isInstance);
        it.ref.tell(new Describe(it.subscriber.getRef()));
        it.fish(command -> {
            if (command instanceof AskHead ask) {
                ask.replyTo().tell(new Head(101));
            }
            return command instanceof AskHead;
        });

        var described = it.subscriber.expectMessageClass(Described.class);
        assertThat(described.health().status()).isEqualTo(Status.OFF);
        assertThat(described.health().lastError())
                .hasValueSatisfying(error -> assertThat(error.detail()).isEqualTo("HTTP 410"));
        assertThat(described.counts().failedAttempts()).isEqualTo(1);
        assertThat(TestedSubscription.namesOf(it.facts())).endsWith("Checkpointed", "TurnedOff", "Announced");
    }
}
