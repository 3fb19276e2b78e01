package org.openmns.broker.subscription;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.openmns.broker.delivery.Attempt;
import org.openmns.broker.delivery.Attempt.Recipient;
import org.openmns.broker.delivery.Outcome;
import org.openmns.broker.delivery.Outcome.Verdict;
import org.openmns.broker.subscription.Hearing.AttemptFinished;
import org.openmns.broker.subscription.Hearing.Kept;
import org.openmns.broker.subscription.Hearing.LoadFailed;
import org.openmns.broker.subscription.Hearing.Loaded;
import org.openmns.broker.subscription.Hearing.PageFailed;
import org.openmns.broker.subscription.Hearing.PageRead;
import org.openmns.broker.subscription.LoopEffect.Load;
import org.openmns.broker.subscription.LoopEffect.ReadLog;
import org.openmns.broker.subscription.SubscriptionState.Live;
import org.openmns.event.Event;
import org.openmns.subscription.AttemptRecord;
import org.openmns.subscription.DeadLetter;
import org.openmns.subscription.SubscriptionCommand.Occurrence;
import org.openmns.subscription.SubscriptionId;

/** What a {@link DeliveryLoop} has done outside of it: requests, reading, writing. All come back as messages. */
final class Errands {

    private final Shell shell;

    /** Which start of the entity asks: what an earlier one asked for must not be taken for an answer to this one. */
    private int life;

    private int attempts;
    private int strays;

    Errands(Shell shell) {
        this.shell = shell;
    }

    /** The entity has started anew in the same actor, while what it asked for may still be on its way. */
    void restarted() {
        life++;
        strays += attempts;
        attempts = 0;
    }

    boolean isStray(int askedIn) {
        return askedIn != life;
    }

    /** Whether attempts of an earlier life are still open: beside them nothing may start, for order's sake. */
    boolean hasStrays() {
        return strays > 0;
    }

    void landed(AttemptFinished finished) {
        if (isStray(finished.life())) {
            strays--;
        } else {
            attempts--;
        }
    }

    void run(Live live, LoopEffect effect) {
        if (effect instanceof LoopEffect.Attempt attempt) {
            attempt(live, attempt);
        } else if (effect instanceof ReadLog read) {
            read(live, read);
        } else if (effect instanceof Load load) {
            load(live, load);
        } else if (effect instanceof LoopEffect.Keep keep) {
            keep(live, keep);
        } else if (effect instanceof LoopEffect.Forget forget) {
            // Should this fail, the dead letter stays listed although it was delivered: no harm but a second redrive.
            shell.around().stores().deadLetters().delete(shell.id(), List.of(forget.offset()));
        } else if (effect instanceof LoopEffect.Tell tell) {
            shell.around().topics().apply(live.topic()).tell(tell.command());
        }
    }

    private void attempt(Live live, LoopEffect.Attempt wanted) {
        var offset = wanted.occurrence().offset();
        var at = shell.now();
        var now = life;
        attempts++;
        shell.context()
                .pipeToSelf(
                        shell.around().channel().attempt(attempt(shell.id(), live, wanted.occurrence())),
                        (outcome, failure) -> new AttemptFinished(
                                now, offset, wanted.number(), at, outcome == null ? broken(failure) : outcome));
    }

    /** One request to the endpoint, as the subscription stands. */
    static Attempt attempt(SubscriptionId id, Live live, Occurrence occurrence) {
        var profile = live.profile();
        var subscription = profile.subscription();
        return new Attempt(
                new Recipient(id, profile.owner()),
                subscription.channel(),
                profile.secrets(),
                occurrence,
                subscription.options().attemptTimeout());
    }

    /** A channel answers with outcomes only; should it break its word, the delivery is tried again. */
    static Outcome broken(Throwable failure) {
        var detail = "internal: " + failure.getClass().getSimpleName();
        return new Outcome(Verdict.RETRY, Optional.empty(), detail, Duration.ZERO, Optional.empty());
    }

    private void read(Live live, ReadLog read) {
        var now = life;
        shell.context()
                .pipeToSelf(
                        shell.around().stores().log().read(live.topic(), read.after(), read.through()),
                        (page, failure) ->
                                page == null ? new PageFailed(now, read.pass()) : new PageRead(now, read.pass(), page));
    }

    private void load(Live live, Load load) {
        var fromLog = load.fromLog().isEmpty()
                ? CompletableFuture.<Map<Long, Event>>completedStage(Map.of())
                : shell.around().stores().log().find(live.topic(), load.fromLog());
        var fromDeadLetters = load.fromDeadLetters().isEmpty()
                ? CompletableFuture.<List<DeadLetter>>completedStage(List.of())
                : shell.around()
                        .stores()
                        .deadLetters()
                        .find(
                                shell.id(),
                                load.fromDeadLetters(),
                                load.fromDeadLetters().size());
        var now = life;
        shell.context()
                .pipeToSelf(
                        fromLog.thenCombine(fromDeadLetters, Errands::together),
                        (found, failure) -> found == null ? new LoadFailed(now, load) : new Loaded(now, load, found));
    }

    private static Map<Long, Event> together(Map<Long, Event> found, List<DeadLetter> letters) {
        var all = new HashMap<>(found);
        letters.forEach(letter ->
                all.put(letter.occurrence().offset(), letter.occurrence().event()));
        return all;
    }

    private void keep(Live live, LoopEffect.Keep keep) {
        var letter = new DeadLetter(shell.id(), keep.occurrence(), keep.attempts(), keep.error(), shell.now());
        var now = life;
        shell.context()
                .pipeToSelf(
                        shell.around().stores().deadLetters().put(List.of(letter)),
                        (count, failure) -> new Kept(now, keep.occurrence().offset(), failure == null));
        shell.context()
                .getLog()
                .warn(
                        "dead-lettered topic={} offset={} subscription={} attempts={} error={}",
                        live.topic(),
                        keep.occurrence().offset(),
                        shell.id(),
                        keep.attempts(),
                        keep.error());
    }

    /** What the attempt log keeps; it decides by itself whether it does. */
    void log(Live live, AttemptFinished finished) {
        var outcome = finished.outcome();
        if (outcome.verdict() == Verdict.UNMADE) {
            return;
        }
        shell.around().stores().attempts().offer(record(finished));
        if (outcome.verdict() != Verdict.DELIVERED) {
            shell.context()
                    .getLog()
                    .debug(
                            "attempt failed topic={} offset={} subscription={} attempt={} error={}",
                            live.topic(),
                            finished.offset(),
                            shell.id(),
                            finished.number(),
                            outcome.detail());
        }
    }

    private AttemptRecord record(AttemptFinished finished) {
        var outcome = finished.outcome();
        return new AttemptRecord(
                shell.id(),
                finished.offset(),
                finished.number(),
                finished.at(),
                new AttemptRecord.Result(
                        outcome.verdict() == Verdict.DELIVERED,
                        outcome.httpStatus(),
                        outcome.detail(),
                        outcome.latency()));
    }
}
