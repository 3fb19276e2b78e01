package org.openmns.broker.subscription;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.jspecify.annotations.Nullable;
import org.openmns.broker.subscription.LoopEffect.TurnOff;
import org.openmns.broker.subscription.SubscriptionFact.TurnedOff;
import org.openmns.broker.subscription.SubscriptionState.Live;
import org.openmns.subscription.SubscriptionCommand;

/** Drives the {@link DeliveryLoop}: has done what it wants done, writes its checkpoints, wakes it when it is time. */
final class Delivering {

    record StepDue() implements SubscriptionCommand.Internal {}

    private final Shell shell;
    private final Errands errands;
    private final Announcing announcing;

    private @Nullable DeliveryLoop loop;
    private Instant stepPlanned = Instant.MAX;
    private boolean stopping;

    /** Until then what an earlier life of this entity has in flight may still be on its way. */
    private Instant quietUntil = Instant.EPOCH;

    Delivering(Shell shell, Announcing announcing) {
        this.shell = shell;
        this.errands = new Errands(shell);
        this.announcing = announcing;
    }

    /** A subscription begins, in memory too. */
    void begin(Live live) {
        loop = new DeliveryLoop(
                shell.id(),
                live,
                shell.around().options().loop(),
                new Matching(shell.around().stores().cohorts()),
                () -> ThreadLocalRandom.current().nextDouble(-1, 1));
    }

    /** Nobody wants anything delivered any more. */
    void end() {
        loop = null;
        errands.restarted();
    }

    /** The entity has started, maybe anew in the same actor: takes up from what is stored. */
    void recovered(SubscriptionState state) {
        errands.restarted();
        if (state instanceof Live live) {
            begin(live);
            quietUntil =
                    shell.now().plus(live.profile().subscription().options().attemptTimeout());
            stepSoon();
        }
    }

    /** From now on nothing starts; what is in flight is awaited, and the entity stops once all is written down. */
    void finish() {
        stopping = true;
    }

    boolean isIdle(Live live, Duration awhile) {
        return loop().isIdle(live, shell.now(), awhile);
    }

    boolean isStopping() {
        return stopping;
    }

    Errands errands() {
        return errands;
    }

    DeliveryLoop loop() {
        return Objects.requireNonNull(loop);
    }

    ReplyEffect<SubscriptionFact, SubscriptionState> stepDue(Live live, StepDue due) {
        stepPlanned = Instant.MAX;
        return step(live);
    }

    /** One path after a command, an outcome and a restart alike: do what there is to do, write down what is due. */
    ReplyEffect<SubscriptionFact, SubscriptionState> step(Live live) {
        var off = runAll(live);
        if (off.isPresent()) {
            return persistAndAnnounce(new TurnedOff(off.get().reason()));
        }
        if (loop().checkpointDue(shell.now()) || (stopping && loop().inFlight() == 0 && loop().isDirty())) {
            return shell.effects()
                    .persist(loop().checkpoint())
                    .thenRun(this::checkpointed)
                    .thenNoReply();
        }
        return stopping && isDone()
                ? shell.effects().stop().thenNoReply()
                : shell.effects().noReply();
    }

    /** Nothing of this life or an earlier one is awaited; beside it another node would start the same again. */
    private boolean isDone() {
        return loop().inFlight() == 0 && !isQuiet() && !announcing.isAsking();
    }

    /** A step in its own message: whatever is to be written next needs a command of its own. */
    void stepSoon() {
        shell.context().getSelf().tell(new StepDue());
    }

    /** A change of the subscription itself. */
    ReplyEffect<SubscriptionFact, SubscriptionState> persistAndAnnounce(SubscriptionFact fact) {
        return persistAndAnnounce(fact, Optional.empty(), () -> {});
    }

    /** As above, with another fact that goes with it; {@code written} runs once they are in the journal. */
    ReplyEffect<SubscriptionFact, SubscriptionState> persistAndAnnounce(
            SubscriptionFact fact, Optional<SubscriptionFact> with, Runnable written) {
        var facts = new ArrayList<>(loop().withCheckpoint(fact));
        with.ifPresent(facts::add);
        return shell.effects()
                .persist(facts)
                .thenRun((Live live) -> {
                    written.run();
                    loop().changed(live);
                    announcing.begin(live);
                })
                .thenNoReply();
    }

    private void checkpointed(SubscriptionState state) {
        var live = (Live) state;
        tellProgress(live);
        announcing.begin(live);
        stepSoon();
    }

    /** So that the topic knows what it may have to wake this subscription for; before its start there is nothing. */
    void tellProgress(Live live) {
        if (live.hasStarted()) {
            shell.around().topics().apply(live.topic()).tell(loop().progress(live, shell.now()));
        }
    }

    /** Progress is told and deliveries go on: a fact about them has been written. */
    void carryOn(Live live) {
        tellProgress(live);
        runAll(live);
    }

    private Optional<TurnOff> runAll(Live live) {
        var off = Optional.<TurnOff>empty();
        for (var effect : mayStart() ? loop().next(live, shell.now()) : loop().drain()) {
            if (effect instanceof TurnOff turnOff) {
                off = Optional.of(turnOff);
            } else {
                errands.run(live, effect);
            }
        }
        plan(live);
        return off;
    }

    private boolean mayStart() {
        return !stopping && !isQuiet();
    }

    private boolean isQuiet() {
        return errands.hasStrays() && shell.now().isBefore(quietUntil);
    }

    private void plan(Live live) {
        if (stopping) {
            return;
        }
        var now = shell.now();
        var wake = isQuiet() ? quietUntil : loop().wakeAt(live, now);
        if (wake.isBefore(stepPlanned)) {
            stepPlanned = wake;
            var wait = Duration.between(now, wake);
            shell.timers()
                    .startSingleTimer(
                            StepDue.class,
                            new StepDue(),
                            wait.isNegative() ? Duration.ZERO : earlier(wait, Duration.ofHours(1)));
        }
    }

    private static Duration earlier(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
