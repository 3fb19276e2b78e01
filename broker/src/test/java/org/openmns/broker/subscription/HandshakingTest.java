package org.openmns.broker.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.subscription.Deliveries.outcome;
import static org.openmns.broker.subscription.TestedSubscription.SOON;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openmns.broker.Eventually;
import org.openmns.broker.delivery.Consent;
import org.openmns.subscription.Registration.Standing;
import org.openmns.subscription.Subscription.Status;
import org.openmns.subscription.SubscriptionCommand.GrantHandshake;
import org.openmns.subscription.SubscriptionReply.Accepted;
import org.openmns.subscription.SubscriptionReply.Refusal;
import org.openmns.subscription.SubscriptionReply.Refused;
import org.openmns.subscription.SubscriptionReply.Tested;
import org.openmns.topic.TopicCommand.Deregister;

/** What a new subscription does that may deliver nothing before its endpoint has agreed. */
class HandshakingTest {

    @RegisterExtension
    static final World world = World.open();

    private final TestedSubscription it = new TestedSubscription(world);
    private final HandshakeScene scene = new HandshakeScene(it);

    @Test
    void oneThatMustPassIsAnsweredAtOnceAndKnownToNoTopicUntilItHas() throws Exception {
        var answer = new CompletableFuture<Consent>();
        it.consent = introduction -> answer;

        scene.subscribeStrictly();
        assertThat(scene.standing()).isEqualTo(new Standing(Status.REQUESTED, Optional.empty()));
        it.topic.expectMessageClass(Deregister.class);
        assertThat(scene.token()).hasSize(43);
        answer.complete(new Consent(outcome(200), true, Optional.empty()));

        scene.registered(500);
        scene.awaitStanding(Status.ACTIVE);
        Eventually.holds(
                "it starts at the head of that moment",
                () -> TestedSubscription.namesOf(it.facts())
                        .equals(List.of("Subscribed", "HandshakeBegun", "Announced", "HandshakePassed", "Announced")));
        assertThat(it.facts()).last().isEqualTo(new SubscriptionFact.Announced(500));
    }

    @Test
    void nothingIsDeliveredBeforeNorATestSent() {
        scene.subscribeStrictly();

        it.push(0, 101);
        it.topic.expectMessageClass(Deregister.class);
        it.topic.expectMessageClass(Deregister.class);
        it.ref.tell(new org.openmns.subscription.SubscriptionCommand.Test(it.subscriber.getRef()));

        assertThat(it.subscriber.expectMessageClass(Tested.class).detail()).isEqualTo("the handshake has not passed");
        assertThat(it.attempted).isEmpty();
    }

    @Test
    void asksAgainByTheScheduleAndIsInErrorWhenThatEnds() {
        it.consent = HandshakeScene.NO;

        scene.subscribeStrictly(SOON, SOON);

        scene.awaitStanding(Status.ERROR);
        assertThat(scene.standing().error()).contains("the handshake failed: HTTP 405");
        assertThat(it.introduced).hasSize(3);
        assertThat(TestedSubscription.namesOf(it.facts()))
                .contains("HandshakeTried")
                .doesNotContain("HandshakePassed");
        assertThat(it.attempted).isEmpty();
    }

    @Test
    void whoeverKnowsTheTokenAgreesLaterAlsoAfterTheScheduleHasEnded() throws Exception {
        it.consent = HandshakeScene.NO;
        scene.subscribeStrictly();
        scene.awaitStanding(Status.ERROR);
        var token = scene.token();

        it.ref.tell(new GrantHandshake(token + "x", Optional.empty(), it.subscriber.getRef()));
        it.subscriber.expectMessage(new Refused(Refusal.UNKNOWN_SUBSCRIPTION));
        it.ref.tell(new GrantHandshake(token, Optional.of(60), it.subscriber.getRef()));
        scene.registered(500);
        it.subscriber.expectMessage(new Accepted());
        scene.awaitStanding(Status.ACTIVE);
        it.ref.tell(new GrantHandshake(token, Optional.empty(), it.subscriber.getRef()));
        it.subscriber.expectMessage(new Accepted());
    }
}
