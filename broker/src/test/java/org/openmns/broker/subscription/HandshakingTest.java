package org.openmns.broker.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.subscription.Deliveries.outcome;
import static org.openmns.broker.subscription.TestedSubscription.NEVER;
import static org.openmns.broker.subscription.TestedSubscription.SOON;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.Eventually;
import org.openmns.broker.delivery.Consent;
import org.openmns.broker.delivery.Introduction;
import org.openmns.broker.subscription.LoopLimits.CheckpointRhythm;
import org.openmns.broker.subscription.TestedSubscription.World;
import org.openmns.config.HandshakeSettings;
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
import org.openmns.subscription.SubscriptionCommand.Subscribe;
import org.openmns.subscription.SubscriptionReply.Accepted;
import org.openmns.subscription.SubscriptionReply.Refusal;
import org.openmns.subscription.SubscriptionReply.Refused;
import org.openmns.subscription.SubscriptionReply.Subscribed;
import org.openmns.subscription.SubscriptionReply.Tested;
import org.openmns.topic.TopicCommand.Deregister;
import org.openmns.topic.TopicCommand.Rejoin;
import org.openmns.topic.TopicReply.Registered;

/** What a subscription does about the consent of its endpoint. */
class HandshakingTest {

    private static final CheckpointRhythm RHYTHM = new CheckpointRhythm(500, NEVER, SOON);
    private static final Function<Introduction, CompletableFuture<Consent>> YES =
            saying(new Consent(outcome(200), true, Optional.empty()));
    private static final Function<Introduction, CompletableFuture<Consent>> NO =
            saying(new Consent(outcome(405), false, Optional.empty()));

    @TempDir
    private static Path directory;

    private static World world;

    private TestedSubscription it;

    @BeforeAll
    static void open() {
        world = World.open(directory);
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @BeforeEach
    void begin() {
        it = new TestedSubscription(world);
    }

    private static Function<Introduction, CompletableFuture<Consent>> saying(Consent consent) {
        return introduction -> CompletableFuture.completedFuture(consent);
    }

    private void start(Mode mode, Duration... waits) {
        it.handshakes = new HandshakeSettings(mode, List.of(waits), Duration.ofHours(1));
        it.start(RHYTHM, NEVER);
    }

    /** Answered, though no topic has been told of it. */
    private void subscribeStrictly(Duration... waits) {
        start(Mode.STRICT, waits);
        it.ref.tell(new Subscribe(
                Deliveries.subscription(Duration.ofSeconds(5)), Deliveries.SECRET, "sandbox", it.subscriber.getRef()));
        it.subscriber.expectMessage(new Subscribed(true));
    }

    private void registered(long head) {
        it.nextRegister().replyTo().tell(new Registered(head));
    }

    private Standing standing() {
        return it.registry()
                .find(it.id)
                .toCompletableFuture()
                .join()
                .orElseThrow()
                .standing();
    }

    private void awaitStanding(Status status) {
        Eventually.holds("it is " + status, () -> standing().status() == status);
    }

    private String token() throws InterruptedException {
        Eventually.holds("the endpoint was asked", () -> !it.introduced.isEmpty());
        return it.introduced.take().token();
    }

    @Test
    void oneThatMustPassIsAnsweredAtOnceAndKnownToNoTopicUntilItHas() throws Exception {
        var answer = new CompletableFuture<Consent>();
        it.consent = introduction -> answer;

        subscribeStrictly();
        assertThat(standing()).isEqualTo(new Standing(Status.REQUESTED, Optional.empty()));
        it.topic.expectMessageClass(Deregister.class);
        assertThat(token()).hasSize(43);
        answer.complete(new Consent(outcome(200), true, Optional.empty()));

        registered(500);
        awaitStanding(Status.ACTIVE);
        Eventually.holds(
                "it starts at the head of that moment",
                () -> TestedSubscription.namesOf(it.facts())
                        .equals(List.of("Subscribed", "HandshakeBegun", "Announced", "HandshakePassed", "Announced")));
        assertThat(it.facts()).last().isEqualTo(new SubscriptionFact.Announced(500));
    }

    @Test
    void nothingIsDeliveredBeforeNorATestSent() {
        subscribeStrictly();

        it.push(0, 101);
        it.topic.expectMessageClass(Deregister.class);
        it.topic.expectMessageClass(Deregister.class);
        it.ref.tell(new org.openmns.subscription.SubscriptionCommand.Test(it.subscriber.getRef()));

        assertThat(it.subscriber.expectMessageClass(Tested.class).detail()).isEqualTo("the handshake has not passed");
        assertThat(it.attempted).isEmpty();
    }

    @Test
    void asksAgainByTheScheduleAndIsInErrorWhenThatEnds() {
        it.consent = NO;

        subscribeStrictly(SOON, SOON);

        awaitStanding(Status.ERROR);
        assertThat(standing().error()).contains("the handshake failed: HTTP 405");
        assertThat(it.introduced).hasSize(3);
        assertThat(TestedSubscription.namesOf(it.facts()))
                .contains("HandshakeTried")
                .doesNotContain("HandshakePassed");
        assertThat(it.attempted).isEmpty();
    }

    @Test
    void whoeverKnowsTheTokenAgreesLaterAlsoAfterTheScheduleHasEnded() throws Exception {
        it.consent = NO;
        subscribeStrictly();
        awaitStanding(Status.ERROR);
        var token = token();

        it.ref.tell(new GrantHandshake(token + "x", Optional.empty(), it.subscriber.getRef()));
        it.subscriber.expectMessage(new Refused(Refusal.UNKNOWN_SUBSCRIPTION));
        it.ref.tell(new GrantHandshake(token, Optional.of(60), it.subscriber.getRef()));
        it.subscriber.expectMessage(new Accepted());

        registered(500);
        awaitStanding(Status.ACTIVE);
        it.ref.tell(new GrantHandshake(token, Optional.empty(), it.subscriber.getRef()));
        it.subscriber.expectMessage(new Accepted());
    }

    @Test
    void aChangedEndpointIsAskedAndWhatIsPublishedMeanwhileWaits() throws Exception {
        it.consent = YES;
        subscribeStrictly();
        registered(TestedSubscription.HEAD);
        it.fish(Rejoin.class::isInstance);
        it.consent = introduction -> new CompletableFuture<>();
        it.introduced.clear();

        it.ref.tell(new Change(movedTo("https://gp.example/other"), it.subscriber.getRef()));
        registered(TestedSubscription.HEAD);
        it.subscriber.expectMessage(new Accepted());
        assertThat(standing().status()).isEqualTo(Status.REQUESTED);
        var token = token();
        it.push(0, 101);
        it.ref.tell(new GrantHandshake(token, Optional.empty(), it.subscriber.getRef()));
        it.subscriber.expectMessage(new Accepted());
        assertThat(it.attempted).isEmpty();

        registered(TestedSubscription.HEAD);
        awaitStanding(Status.ACTIVE);
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
        it.consent = YES;
        subscribeStrictly();
        registered(TestedSubscription.HEAD);
        token();

        it.ref.tell(new Change(Deliveries.subscription(Duration.ofSeconds(9)), it.subscriber.getRef()));
        registered(TestedSubscription.HEAD);
        it.subscriber.expectMessage(new Accepted());

        assertThat(standing().status()).isEqualTo(Status.ACTIVE);
        assertThat(it.introduced).isEmpty();
    }

    @Test
    void oneThatDidNotAgreeIsAskedAgainOnceItsSubscriptionIsSentAgain() {
        it.consent = NO;
        subscribeStrictly();
        awaitStanding(Status.ERROR);
        it.consent = YES;

        it.ref.tell(new Change(Deliveries.subscription(Duration.ofSeconds(5)), it.subscriber.getRef()));

        registered(500);
        it.subscriber.expectMessage(new Accepted());
        awaitStanding(Status.ACTIVE);
    }

    @Test
    void whereNothingDependsOnItItIsMadeOnceAndItsRateIsKept() throws Exception {
        it.consent = saying(new Consent(outcome(200), true, Optional.of(60)));
        start(Mode.LENIENT, SOON);

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

        assertThat(standing().status()).isEqualTo(Status.ACTIVE);
        assertThat(Duration.between(starts.take(), starts.take()))
                .as("sixty a minute")
                .isGreaterThan(Duration.ofMillis(900));
        assertThat(it.introduced).hasSize(1);
    }

    @Test
    void whereNothingDependsOnItARefusalHoldsNothingBack() {
        it.consent = NO;
        start(Mode.LENIENT, SOON);

        it.subscribe(Duration.ofSeconds(5));
        Eventually.holds(
                "it is noted", () -> TestedSubscription.namesOf(it.facts()).contains("HandshakeFailed"));
        it.settleIntake();
        it.push(TestedSubscription.HEAD, 101);
        it.await(1);

        assertThat(standing()).isEqualTo(new Standing(Status.ACTIVE, Optional.empty()));
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
