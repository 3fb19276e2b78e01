package org.openmns.broker.subscription;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.openmns.broker.delivery.Consent;
import org.openmns.broker.delivery.Introduction;
import org.openmns.broker.delivery.Outcome.Verdict;
import org.openmns.broker.delivery.TestEvent;
import org.openmns.broker.subscription.Handshake.Terms;
import org.openmns.broker.subscription.SubscriptionFact.HandshakeBegun;
import org.openmns.broker.subscription.SubscriptionFact.HandshakePassed;
import org.openmns.broker.subscription.SubscriptionFact.OfHandshake;
import org.openmns.broker.subscription.SubscriptionState.Live;
import org.openmns.config.HandshakeSettings;
import org.openmns.config.HandshakeSettings.Mode;
import org.openmns.subscription.Subscription;
import org.openmns.subscription.SubscriptionCommand;
import org.openmns.subscription.SubscriptionCommand.GrantHandshake;
import org.openmns.subscription.SubscriptionCommand.Occurrence;
import org.openmns.subscription.SubscriptionReply.Accepted;
import org.openmns.subscription.SubscriptionReply.Refusal;

/** Asks an endpoint whether it wants deliveries, when {@link Handshake} says so, and hears what it says: at once, or later. */
final class Handshaking {

    /** What it hears. */
    sealed interface News extends SubscriptionCommand.Internal {}

    record HandshakeDue() implements News {}

    record HandshakeAnswered(int round, Consent consent) implements News {}

    /** As many as a signing secret has: nobody guesses it. */
    private static final int TOKEN_BYTES = 32;

    private static final int SECONDS_A_MINUTE = 60;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Shell shell;
    private final Delivering delivering;
    private final Announcing announcing;

    /** Which question is open: what is said to an earlier one says nothing of the endpoint as it is now. */
    private int round;

    private boolean asking;

    /** How often there was no room, one after the other. */
    private int unmade;

    Handshaking(Shell shell, Delivering delivering, Announcing announcing) {
        this.shell = shell;
        this.delivering = delivering;
        this.announcing = announcing;
    }

    /** What is written with a new subscription. */
    List<SubscriptionFact> with(SubscriptionFact subscribed) {
        return settings().mode() == Mode.OFF ? List.of(subscribed) : List.of(subscribed, begun());
    }

    /** What is written with a change: another endpoint is asked, and one that did not agree is asked again. */
    Optional<SubscriptionFact> after(Live before, Subscription next) {
        var holds = before.profile().isHeldBack();
        if (settings().mode() == Mode.OFF) {
            return holds ? Optional.of(new HandshakePassed(Optional.empty())) : Optional.empty();
        }
        return before.isOff() || before.profile().isAskedAnewFor(next) ? Optional.of(begun()) : Optional.empty();
    }

    private HandshakeBegun begun() {
        var token = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(token);
        var text = Base64.getUrlEncoder().withoutPadding().encodeToString(token);
        return new HandshakeBegun(new Terms(settings().mode() == Mode.STRICT, text, shell.now()));
    }

    /** The entity has started, maybe anew in the same actor, or its endpoint is another one: what was asked is forgotten. */
    void restarted() {
        round++;
        asking = false;
        unmade = 0;
    }

    /** It is to stay in memory until the endpoint has agreed, or will not be asked any more. */
    boolean isUnderWay(SubscriptionState state) {
        return asking || (state instanceof Live live && isWanted(live));
    }

    /** Sees to it that the endpoint is asked when it is time. Only after whoever subscribed was told the secret. */
    void plan(SubscriptionState state) {
        if (state instanceof Live live && isWanted(live)) {
            askIn(Duration.between(shell.now(), dueAt(live)));
        }
    }

    private boolean isWanted(Live live) {
        return !asking
                && !delivering.isStopping()
                && live.isAwaitingHandshake()
                && live.profile().announced();
    }

    private Instant dueAt(Live live) {
        return live.profile().handshake().orElseThrow().dueAt(settings().waits());
    }

    private void askIn(Duration wait) {
        shell.timers()
                .startSingleTimer(HandshakeDue.class, new HandshakeDue(), wait.isNegative() ? Duration.ZERO : wait);
    }

    ReplyEffect<SubscriptionFact, SubscriptionState> heard(Live live, News news) {
        return news instanceof HandshakeAnswered answered ? answered(live, answered) : due(live);
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> due(Live live) {
        if (!isWanted(live)) {
            return shell.effects().noReply();
        }
        if (settings().mode() == Mode.OFF) {
            return write(new HandshakePassed(Optional.empty()));
        }
        asking = true;
        var now = ++round;
        shell.context()
                .pipeToSelf(
                        shell.around().channel().handshake(introduction(live)),
                        (consent, failure) -> new HandshakeAnswered(
                                now,
                                consent == null
                                        ? new Consent(Errands.broken(failure), false, Optional.empty())
                                        : consent));
        return shell.effects().noReply();
    }

    private Introduction introduction(Live live) {
        var event = TestEvent.of(live.topic(), shell.now());
        var profile = live.profile();
        return new Introduction(
                Errands.attempt(shell.id(), live, new Occurrence(0, event)),
                profile.subscription().options().ratePerSecondMax().map(rate -> rate * SECONDS_A_MINUTE),
                profile.handshake().orElseThrow().terms().token());
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> answered(Live live, HandshakeAnswered answered) {
        if (answered.round() != round) {
            return shell.effects().noReply();
        }
        asking = false;
        if (!isWanted(live)) {
            return delivering.step(live);
        }
        var outcome = answered.consent().outcome();
        if (outcome.verdict() == Verdict.UNMADE) {
            askIn(Handshake.afterNoRoom(unmade++, ThreadLocalRandom.current().nextDouble()));
            return shell.effects().noReply();
        }
        unmade = 0;
        shell.context()
                .getLog()
                .info(
                        "handshake {} subscription={} answer={}",
                        answered.consent().given() ? "passed" : "not passed",
                        shell.id(),
                        outcome.detail());
        var handshake = live.profile().handshake().orElseThrow();
        return write(handshake.after(answered.consent(), settings().waits(), shell.now()));
    }

    ReplyEffect<SubscriptionFact, SubscriptionState> grant(Live live, GrantHandshake command) {
        var handshake = live.profile()
                .handshake()
                .filter(it -> it.isGrantedBy(command.token(), settings().callbackLife(), shell.now()));
        if (handshake.isEmpty()) {
            return shell.refuse(command.replyTo(), Refusal.UNKNOWN_SUBSCRIPTION);
        }
        if (handshake.get().stage() == Handshake.Stage.PASSED) {
            return shell.effects().reply(command.replyTo(), new Accepted());
        }
        return shell.effects()
                .persist(new HandshakePassed(command.perMinuteMax()))
                .thenRun((Live after) -> {
                    // From its answer on events are its own: so the topic is to know first.
                    announcing.answerLater(command.replyTo(), new Accepted());
                    written(after);
                })
                .thenNoReply();
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> write(OfHandshake fact) {
        return shell.effects().persist(fact).thenRun(this::written).thenNoReply();
    }

    /** Who reads the registry is to see it, and a topic whose events are wanted from now on is to know. */
    private void written(SubscriptionState state) {
        announcing.begin(state);
        delivering.stepSoon();
    }

    private HandshakeSettings settings() {
        return shell.around().options().handshake();
    }
}
