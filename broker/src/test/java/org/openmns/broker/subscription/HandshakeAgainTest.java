package org.openmns.broker.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.subscription.Deliveries.outcome;
import static org.openmns.broker.subscription.TestedSubscription.SOON;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openmns.broker.Eventually;
import org.openmns.broker.delivery.Consent;
import org.openmns.config.HandshakeSettings.Mode;
import org.openmns.criteria.Criteria;
import org.openmns.subscription.Channel.Hydration;
import org.openmns.subscription.Channel.Payload;
import org.openmns.subscription.Channel.RestHook;
import org.openmns.subscription.Registration.Standing;
import org.openmns.subscription.Subscription;
import org.openmns.subscription.Subscription.Status;
import org.openmns.subscription.SubscriptionCommand.Change;
import org.openmns.subscription.SubscriptionCommand.GrantHandshake;
import org.openmns.subscription.SubscriptionReply.Accepted;
import org.openmns.topic.TopicCommand.Rejoin;

/** When an endpoint is asked anew, and what one that is only asked has to say. */
class HandshakeAgainTest {

    @RegisterExtension
    static final World world = World.open();

    private final TestedSubscription it = new TestedSubscription(world);
    private final HandshakeScene scene = new HandshakeScene(it);

    @Test
    void aChangedEndpointIsAskedAndWhatIsPublishedMeanwhileWaits() throws Exception {
        it.consent = HandshakeScene.YES;
        scene.subscribeStrictly();
        scene.registered(TestedSubscription.HEAD);
        it.fish(Rejoin.class::isInstance);
        it.consent = introduction -> new CompletableFuture<>();
        it.introduced.clear();

        it.ref.tell(new Change(movedTo("https://gp.example/other"), it.subscriber.getRef()));
        scene.registered(TestedSubscription.HEAD);
        it.subscriber.expectMessage(new Accepted());
        assertThat(scene.standing().status()).isEqualTo(Status.REQUESTED);
        var token = scene.token();
        it.push(0, 101);
        it.ref.tell(new GrantHandshake(token, Optional.empty(), it.subscriber.getRef()));
        it.subscriber.expectNoMessage(Duration.ZERO);
        assertThat(it.attempted).isEmpty();

        scene.registered(TestedSubscription.HEAD);
        it.subscriber.expectMessage(new Accepted());
        scene.awaitStanding(Status.ACTIVE);
        Eventually.holds(
                "registry and topic know",
                () -> TestedSubscription.namesOf(it.facts()).stream()
                                .filter("Announced"::equals)
                                .count()
                        == 4);
        assertThat(it.facts()).last().isEqualTo(new SubscriptionFact.Announced(TestedSubscription.HEAD));
        it.fish(Rejoin.class::isInstance);
    }

    @Test
    void aChangeOfTheCriteriaAloneAsksNobody() throws Exception {
        it.consent = HandshakeScene.YES;
        scene.subscribeStrictly();
        scene.registered(TestedSubscription.HEAD);
        scene.token();

        it.ref.tell(new Change(Deliveries.subscription(Duration.ofSeconds(9)), it.subscriber.getRef()));
        scene.registered(TestedSubscription.HEAD);
        it.subscriber.expectMessage(new Accepted());

        assertThat(scene.standing().status()).isEqualTo(Status.ACTIVE);
        assertThat(it.introduced).isEmpty();
    }

    @Test
    void oneThatDidNotAgreeIsAskedAgainOnceItsSubscriptionIsSentAgain() {
        it.consent = HandshakeScene.NO;
        scene.subscribeStrictly();
        scene.awaitStanding(Status.ERROR);
        it.consent = HandshakeScene.YES;

        it.ref.tell(new Change(Deliveries.subscription(Duration.ofSeconds(5)), it.subscriber.getRef()));

        scene.registered(500);
        it.subscriber.expectMessage(new Accepted());
        scene.awaitStanding(Status.ACTIVE);
    }

    @Test
    void whereNothingDependsOnItItIsMadeOnceAndItsRateIsKept() throws Exception {
        it.consent = HandshakeScene.saying(new Consent(outcome(200), true, Optional.of(60)));
        scene.start(Mode.LENIENT, SOON);

        it.subscribe(Duration.ofSeconds(5));
        Eventually.holds(
                "it has passed", () -> TestedSubscription.namesOf(it.facts()).contains("HandshakePassed"));
        it.settleIntake();
        var starts = new LinkedBlockingQueue<Instant>();
        it.endpoint = attempt -> {
            starts.add(Instant.now());
            return CompletableFuture.completedFuture(outcome(204));
        };
        it.push(TestedSubscription.HEAD, 101, 102);
        it.await(2);

        assertThat(scene.standing().status()).isEqualTo(Status.ACTIVE);
        assertThat(Duration.between(starts.take(), starts.take()))
                .as("sixty a minute")
                .isGreaterThan(Duration.ofMillis(900));
        assertThat(it.introduced).hasSize(1);
    }

    @Test
    void whereNothingDependsOnItARefusalHoldsNothingBack() {
        it.consent = HandshakeScene.NO;
        scene.start(Mode.LENIENT, SOON);

        it.subscribe(Duration.ofSeconds(5));
        Eventually.holds(
                "it is noted", () -> TestedSubscription.namesOf(it.facts()).contains("HandshakeFailed"));
        it.settleIntake();
        it.push(TestedSubscription.HEAD, 101);
        it.await(1);

        assertThat(scene.standing()).isEqualTo(new Standing(Status.ACTIVE, Optional.empty()));
        assertThat(it.introduced).hasSize(1);
    }

    private static Subscription movedTo(String endpoint) {
        var before = Deliveries.subscription(Duration.ofSeconds(5));
        return new Subscription(
                Criteria.parse("eventType='" + before.criteria().eventType() + "'"),
                new RestHook(endpoint, Payload.JSON, List.of(), Hydration.OFF),
                before.options(),
                before.end(),
                before.resource());
    }
}
