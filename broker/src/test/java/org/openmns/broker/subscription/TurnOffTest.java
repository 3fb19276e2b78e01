package org.openmns.broker.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.subscription.Deliveries.outcome;
import static org.openmns.broker.subscription.TestedSubscription.NEVER;
import static org.openmns.broker.subscription.TestedSubscription.SOON;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openmns.broker.Eventually;
import org.openmns.broker.delivery.Outcome;
import org.openmns.broker.subscription.LoopLimits.CheckpointRhythm;
import org.openmns.broker.subscription.SubscriptionFact.TurnedOff;
import org.openmns.subscription.Registration.Standing;
import org.openmns.subscription.Subscription.Status;
import org.openmns.subscription.SubscriptionCommand;
import org.openmns.subscription.SubscriptionCommand.Pause;
import org.openmns.subscription.SubscriptionCommand.Replay;
import org.openmns.subscription.SubscriptionCommand.Resume;
import org.openmns.subscription.SubscriptionCommand.TurnOff;
import org.openmns.subscription.SubscriptionReply.Accepted;
import org.openmns.subscription.SubscriptionReply.Refusal;
import org.openmns.subscription.SubscriptionReply.Refused;
import org.openmns.topic.TopicCommand.Deregister;

/** A subscription that may not have events of its type any more. */
class TurnOffTest {

    private static final CheckpointRhythm RHYTHM = new CheckpointRhythm(500, NEVER, SOON);
    private static final String REASON = "access to the event type was withdrawn: a breach";

    @RegisterExtension
    static final World world = World.open();

    private final TestedSubscription it = new TestedSubscription(world);

    private void turnOff() {
        it.ref.tell(new TurnOff(REASON, it.subscriber.getRef()));
    }

    @Test
    void itIsOffInTheRegistryAndForTheTopicWhenItIsAnswered() {
        it.subscribed(RHYTHM);

        turnOff();

        it.subscriber.expectMessage(new Accepted());
        it.fish(Deregister.class::isInstance);
        assertThat(it.registry()
                        .find(it.id)
                        .toCompletableFuture()
                        .join()
                        .orElseThrow()
                        .standing())
                .isEqualTo(new Standing(Status.OFF, Optional.of(REASON)));
    }

    @Test
    void afterTheAnswerNoAttemptStarts() {
        it.subscribed(RHYTHM, Duration.ofMillis(1), Duration.ofMillis(1));
        var answer = new CompletableFuture<Outcome>();
        it.endpoint = attempt -> answer;
        it.push(0, 101, 102);
        it.await(2);

        turnOff();
        it.subscriber.expectMessage(new Accepted());
        it.push(102, 103);
        it.fish(Deregister.class::isInstance);
        answer.complete(outcome(503));
        it.push(103, 104);
        it.fish(Deregister.class::isInstance);
        it.ref.tell(new Pause(it.subscriber.getRef()));
        it.subscriber.expectMessage(new Refused(Refusal.SUBSCRIPTION_OFF));

        assertThat(it.attempted).hasSize(2);
    }

    @Test
    void itIsTurnedOffOnce() {
        it.subscribed(RHYTHM);

        turnOff();
        it.subscriber.expectMessage(new Accepted());
        turnOff();
        it.subscriber.expectMessage(new Accepted());

        assertThat(it.facts()).filteredOn(TurnedOff.class::isInstance).containsExactly(new TurnedOff(REASON));
    }

    @Test
    void neitherResumeNorReplayBringsEventsThen() {
        it.subscribed(RHYTHM);
        it.ref.tell(new Pause(it.subscriber.getRef()));
        it.subscriber.expectMessage(new Accepted());
        turnOff();
        it.subscriber.expectMessage(new Accepted());

        it.ref.tell(new Resume(it.subscriber.getRef()));
        it.subscriber.expectMessage(new Refused(Refusal.SUBSCRIPTION_OFF));
        var now = Instant.now();
        it.ref.tell(new Replay(now.minusSeconds(60), now, it.subscriber.getRef()));
        it.subscriber.expectMessage(new Refused(Refusal.SUBSCRIPTION_OFF));
    }

    @Test
    void noTestIsSentThen() {
        it.subscribed(RHYTHM);
        turnOff();
        it.subscriber.expectMessage(new Accepted());

        it.ref.tell(new SubscriptionCommand.Test(it.subscriber.getRef()));

        it.subscriber.expectMessage(new Refused(Refusal.SUBSCRIPTION_OFF));
        assertThat(it.attempted).isEmpty();
    }

    @Test
    void itStaysOffAfterARestart() {
        it.subscribed(RHYTHM);
        turnOff();
        it.subscriber.expectMessage(new Accepted());
        Eventually.holds(
                "that all know is written down",
                () -> TestedSubscription.namesOf(it.facts())
                        .get(it.facts().size() - 1)
                        .equals("Announced"));
        it.ref.tell(new SubscriptionEntity.Stop());
        it.subscriber.expectTerminated(it.ref);

        it.start(RHYTHM, NEVER);
        it.push(0, 101);
        it.fish(Deregister.class::isInstance);

        assertThat(it.attempted).isEmpty();
    }

    @Test
    void oneThatNobodyMadeIsUnknown() {
        it.start(RHYTHM, NEVER);

        turnOff();

        it.subscriber.expectMessage(new Refused(Refusal.UNKNOWN_SUBSCRIPTION));
    }
}
