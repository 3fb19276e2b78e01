package org.openmns.broker.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.subscription.Deliveries.outcome;
import static org.openmns.broker.subscription.TestedSubscription.HEAD;
import static org.openmns.broker.subscription.TestedSubscription.NEVER;
import static org.openmns.broker.subscription.TestedSubscription.SOON;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openmns.broker.delivery.Outcome;
import org.openmns.broker.subscription.LoopLimits.CheckpointRhythm;
import org.openmns.subscription.SubscriptionCommand.Change;
import org.openmns.subscription.SubscriptionCommand.Pause;
import org.openmns.subscription.SubscriptionCommand.Resume;
import org.openmns.subscription.SubscriptionCommand.Unsubscribe;
import org.openmns.subscription.SubscriptionReply;
import org.openmns.subscription.SubscriptionReply.Accepted;
import org.openmns.subscription.SubscriptionReply.Refusal;
import org.openmns.subscription.SubscriptionReply.Refused;
import org.openmns.topic.TopicReply.Registered;

class HandOverTest {

    @RegisterExtension
    static final World world = World.open();

    private final TestedSubscription it = new TestedSubscription(world);

    @Test
    void toldToStopItFinishesWhatIsInFlightWritesItDownAndStartsNothingElse() {
        it.subscribed(new CheckpointRhythm(500, NEVER, NEVER));
        var answer = new CompletableFuture<Outcome>();
        it.endpoint = attempt -> answer;
        it.push(0, 101, 102, 103, 104, 105);
        it.await(4);

        it.ref.tell(new SubscriptionEntity.Stop());
        answer.complete(outcome(204));
        it.subscriber.expectTerminated(it.ref);

        assertThat(it.checkpoint().cursor()).isEqualTo(Cursor.at(104));
        assertThat(it.attempted).hasSize(4);
    }

    @Test
    void aDeadLetterThatComesOfTheLastAttemptWhileStoppingIsStillKept() {
        it.subscribed(new CheckpointRhythm(500, NEVER, NEVER), new Duration[0]);
        var answer = new CompletableFuture<Outcome>();
        it.endpoint = attempt -> answer;
        it.push(0, 101);
        it.await(1);

        it.ref.tell(new SubscriptionEntity.Stop());
        answer.complete(outcome(500));
        it.subscriber.expectTerminated(it.ref, Duration.ofSeconds(5));

        assertThat(it.deadLetters().count(it.id).toCompletableFuture().join()).isEqualTo(1);
        assertThat(it.lastCheckpoint().cursor()).isEqualTo(Cursor.at(101));
    }

    @Test
    void oneThatNobodyMadeAsksToBePassivatedToo() {
        it.start(new CheckpointRhythm(500, NEVER, NEVER), SOON);

        it.ref.tell(new Pause(it.subscriber.getRef()));

        it.subscriber.expectMessage(new Refused(Refusal.UNKNOWN_SUBSCRIPTION));
        it.shard.expectMessageClass(ClusterSharding.Passivate.class, Duration.ofSeconds(10));
    }

    @Test
    void anIdleOneAsksToBePassivated() {
        it.start(new CheckpointRhythm(500, NEVER, SOON), Duration.ofMillis(100));
        it.subscribe(Duration.ofSeconds(5));
        it.settleIntake();

        it.push(0, 101);

        it.shard.expectMessageClass(ClusterSharding.Passivate.class, Duration.ofSeconds(10));
        assertThat(it.checkpoint().cursor()).isEqualTo(Cursor.at(101));
    }

    @Test
    void afterAFailedWriteNothingStartsBesideWhatIsStillInFlight() {
        it.subscribed(new CheckpointRhythm(500, NEVER, NEVER));
        var answer = new CompletableFuture<Outcome>();
        it.endpoint = attempt -> answer;
        it.push(0, 101);
        it.await(1);

        it.journal.failNextWrite(it.persistenceId());
        it.ref.tell(new Pause(it.subscriber.getRef()));
        it.push(0, 101);
        it.ref.tell(new Resume(it.subscriber.getRef()));
        it.subscriber.expectMessage(Duration.ofSeconds(10), new Accepted());
        assertThat(it.attempted).hasSize(1);

        answer.complete(outcome(204));
        it.await(2);
    }

    @Test
    void toldToStopAmidARestartItWaitsForWhatAnEarlierLifeHasInFlight() {
        it.subscribed(new CheckpointRhythm(500, NEVER, NEVER));
        var answer = new CompletableFuture<Outcome>();
        it.endpoint = attempt -> answer;
        it.push(0, 101);
        it.await(1);

        it.journal.failNextWrite(it.persistenceId());
        it.ref.tell(new Pause(it.subscriber.getRef()));
        it.ref.tell(new SubscriptionEntity.Stop());
        it.ref.tell(new Resume(it.subscriber.getRef()));
        it.subscriber.expectMessage(new Accepted());

        answer.complete(outcome(204));
        it.subscriber.expectTerminated(it.ref);
        assertThat(it.attempted).hasSize(1);
    }

    @Test
    void toldToStopItFirstAnswersWhoWaitsForAnAnnouncement() {
        it.subscribed(new CheckpointRhythm(500, NEVER, NEVER));
        it.ref.tell(new Change(Deliveries.subscription(Duration.ofSeconds(7)), it.subscriber.getRef()));
        var register = it.nextRegister();

        it.ref.tell(new SubscriptionEntity.Stop());
        register.replyTo().tell(new Registered(HEAD));

        it.subscriber.expectMessage(new Accepted());
        it.subscriber.expectTerminated(it.ref);
        assertThat(TestedSubscription.namesOf(it.facts())).endsWith("Changed", "Announced");
    }

    @Test
    void oneThatIsGoneStopsOnceAllKnow() {
        it.subscribed(new CheckpointRhythm(500, NEVER, NEVER));

        it.ref.tell(new Unsubscribe(it.subscriber.getRef()));
        it.ref.tell(new SubscriptionEntity.Stop());

        it.subscriber.expectMessage(new Accepted());
        it.subscriber.expectTerminated(it.ref);
        assertThat(TestedSubscription.namesOf(it.facts())).endsWith("Unsubscribed", "Announced");
    }

    @Test
    void aFailedLastCheckpointDoesNotKeepItFromStopping() {
        it.subscribed(new CheckpointRhythm(500, NEVER, NEVER));
        it.push(0, 101);
        it.await(1);

        it.journal.failNextWrite(it.persistenceId());
        it.ref.tell(new SubscriptionEntity.Stop());

        it.subscriber.expectTerminated(it.ref);
    }

    @Test
    void whatCouldNotBeWrittenIsNotAnsweredWithTheNextChange() {
        it.subscribed(new CheckpointRhythm(500, NEVER, NEVER));
        TestProbe<SubscriptionReply> unlucky = world.actors().createTestProbe(SubscriptionReply.class);

        it.journal.failNextWrite(it.persistenceId());
        it.ref.tell(new Unsubscribe(unlucky.getRef()));
        it.ref.tell(new Change(Deliveries.subscription(Duration.ofSeconds(7)), it.subscriber.getRef()));
        it.nextRegister().replyTo().tell(new Registered(HEAD));

        it.subscriber.expectMessage(new Accepted());
        unlucky.expectNoMessage(SOON);
    }
}
