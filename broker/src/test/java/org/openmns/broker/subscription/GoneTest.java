package org.openmns.broker.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.subscription.TestedSubscription.HEAD;
import static org.openmns.broker.subscription.TestedSubscription.NEVER;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openmns.broker.Eventually;
import org.openmns.broker.subscription.LoopLimits.CheckpointRhythm;
import org.openmns.broker.subscription.SubscriptionFact.Announced;
import org.openmns.broker.subscription.SubscriptionFact.Paused;
import org.openmns.broker.subscription.SubscriptionFact.Unsubscribed;
import org.openmns.event.TopicName;
import org.openmns.subscription.SubscriptionCommand.Pause;
import org.openmns.subscription.SubscriptionReply.Refusal;
import org.openmns.subscription.SubscriptionReply.Refused;
import org.openmns.topic.TopicCommand.Deregister;

/** What recovers from what is left in the journal of a subscription that is gone. */
class GoneTest {

    private static final Unsubscribed UNSUBSCRIBED = new Unsubscribed(Optional.of(new TopicName("pds-change-of-gp-2")));

    @RegisterExtension
    static final World world = World.open();

    private final TestedSubscription it = new TestedSubscription(world);

    private void recover(SubscriptionFact... facts) {
        it.journal.add(it.persistenceId(), (Object[]) facts);
        it.start(new CheckpointRhythm(500, NEVER, NEVER), NEVER);
    }

    private void isUnknown() {
        it.ref.tell(new Pause(it.subscriber.getRef()));
        it.subscriber.expectMessage(new Refused(Refusal.UNKNOWN_SUBSCRIPTION));
    }

    @Test
    void theLastFactAloneTellsTheTopicToForgetIt() {
        recover(UNSUBSCRIBED);

        it.topic.expectMessage(new Deregister(it.id));
        Eventually.holds(
                "it is written down",
                () -> TestedSubscription.namesOf(it.facts()).equals(List.of("Unsubscribed", "Announced")));
        isUnknown();
    }

    /** Of two writers one had slept until the other had deleted what would have refused it. */
    @Test
    void whatALateWriterAddedChangesNothing() {
        recover(new Paused(), UNSUBSCRIBED, new Paused());

        it.topic.expectMessage(new Deregister(it.id));
        isUnknown();
    }

    @Test
    void onceAllKnowItOnlyAnswersWhoNotifiesIt() {
        recover(UNSUBSCRIBED, new Announced(0));

        isUnknown();
        it.push(HEAD, 101);
        it.topic.expectMessage(new Deregister(it.id));
        assertThat(it.facts()).hasSize(2);
    }

    /** Version 0.1.0 did not say whose topic it was, and its facts may have been deleted since. */
    @Test
    void oneThatDoesNotKnowWhoseItWasIsAsIfItHadNeverBeen() {
        recover(new Unsubscribed(Optional.empty()), new Announced(0));

        isUnknown();
    }
}
