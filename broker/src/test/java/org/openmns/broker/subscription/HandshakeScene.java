package org.openmns.broker.subscription;

import static org.openmns.broker.subscription.Deliveries.outcome;
import static org.openmns.broker.subscription.TestedSubscription.NEVER;
import static org.openmns.broker.subscription.TestedSubscription.SOON;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.openmns.broker.Eventually;
import org.openmns.broker.delivery.Consent;
import org.openmns.broker.delivery.Introduction;
import org.openmns.broker.subscription.LoopLimits.CheckpointRhythm;
import org.openmns.config.HandshakeSettings;
import org.openmns.config.HandshakeSettings.Mode;
import org.openmns.subscription.Registration.Standing;
import org.openmns.subscription.Subscription.Status;
import org.openmns.subscription.SubscriptionCommand.Subscribe;
import org.openmns.subscription.SubscriptionReply.Subscribed;
import org.openmns.topic.TopicReply.Registered;

/** A {@link TestedSubscription} whose endpoint is asked for its consent. */
final class HandshakeScene {

    static final Function<Introduction, CompletableFuture<Consent>> YES =
            saying(new Consent(outcome(200), true, Optional.empty()));
    static final Function<Introduction, CompletableFuture<Consent>> NO =
            saying(new Consent(outcome(405), false, Optional.empty()));

    private static final CheckpointRhythm RHYTHM = new CheckpointRhythm(500, NEVER, SOON);

    private final TestedSubscription it;

    HandshakeScene(TestedSubscription it) {
        this.it = it;
    }

    static Function<Introduction, CompletableFuture<Consent>> saying(Consent consent) {
        return introduction -> CompletableFuture.completedFuture(consent);
    }

    void start(Mode mode, Duration... waits) {
        it.handshakes =
                new HandshakeSettings(mode, List.of(waits), Duration.ofHours(1), new HandshakeSettings.PerHost(10, 20));
        it.start(RHYTHM, NEVER);
    }

    /** Answered, though no topic has been told of it. */
    void subscribeStrictly(Duration... waits) {
        start(Mode.STRICT, waits);
        it.ref.tell(new Subscribe(
                Deliveries.subscription(Duration.ofSeconds(5)), Deliveries.SECRET, "sandbox", it.subscriber.getRef()));
        it.subscriber.expectMessage(new Subscribed(true));
    }

    void registered(long head) {
        it.nextRegister().replyTo().tell(new Registered(head));
    }

    Standing standing() {
        return it.registry()
                .find(it.id)
                .toCompletableFuture()
                .join()
                .orElseThrow()
                .standing();
    }

    void awaitStanding(Status status) {
        Eventually.holds("it is " + status, () -> standing().status() == status);
    }

    String token() throws InterruptedException {
        Eventually.holds("the endpoint was asked", () -> !it.introduced.isEmpty());
        return it.introduced.take().token();
    }
}
