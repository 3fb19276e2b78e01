package org.openmns.broker.subscription;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.openmns.broker.delivery.Outcome;
import org.openmns.broker.subscription.Held.Origin;
import org.openmns.broker.subscription.Held.Tries;
import org.openmns.broker.subscription.LoopEffect.Load;
import org.openmns.broker.subscription.LoopEffect.Pass;
import org.openmns.broker.subscription.LoopEffect.ReadLog;
import org.openmns.broker.subscription.LoopEffect.Tell;
import org.openmns.broker.subscription.LoopEffect.TurnOff;
import org.openmns.broker.subscription.SubscriptionFact.Checkpointed;
import org.openmns.broker.subscription.SubscriptionFact.Redriven;
import org.openmns.broker.subscription.SubscriptionState.Live;
import org.openmns.event.Event;
import org.openmns.subscription.DeadLetter;
import org.openmns.subscription.Subscription.Status;
import org.openmns.subscription.SubscriptionCommand.Notify;
import org.openmns.subscription.SubscriptionCommand.Occurrence;
import org.openmns.subscription.SubscriptionId;
import org.openmns.subscription.SubscriptionReply.Behind;
import org.openmns.subscription.SubscriptionReply.Described;
import org.openmns.subscription.SubscriptionReply.Health;
import org.openmns.subscription.SubscriptionReply.Position;
import org.openmns.topic.TopicCommand.Progress;
import org.openmns.topic.TopicCommand.Rejoin;

/**
 * One subscription's deliveries in memory: what it takes from topic and log, what may start, and what the next checkpoint
 * says. A deterministic machine: it is told what happened and at what time, and answers with {@link LoopEffect}s; it does
 * no I/O, and all of it can be lost and rebuilt from {@link Live}.
 *
 * <pre>
 *  Notify ──▶ Intake ─take─▶ Lanes ─start─▶ Attempt ──▶ finished ─▶ settle ─▶ Unsaved ─▶ Checkpointed ─▶ Progress
 *               │ gap, full               ▲                 │ failed
 *               ▼                         └──── retry ◀─────┘
 *            ReadLog ──▶ pageRead
 * </pre>
 */
final class DeliveryLoop {

    /** After the log could not be read. */
    private static final Duration READ_AGAIN = Duration.ofSeconds(1);

    private final SubscriptionId id;
    private final Backlog backlog;
    private final Intake intake = new Intake();
    private final Unsaved unsaved = new Unsaved();
    private final Settlement settlement;
    private final LoopLimits limits;
    private final List<LoopEffect> effects = new ArrayList<>();
    private boolean readingReplay;
    private Instant readAgainAt = Instant.EPOCH;

    DeliveryLoop(SubscriptionId id, Live live, LoopLimits limits, Jitter jitter) {
        this.id = id;
        this.limits = limits;
        this.backlog = new Backlog(live.place(), limits.window(), unsaved);
        this.settlement = new Settlement(live, backlog, unsaved, limits.trouble(), jitter);
    }

    /** The topic says what matched. */
    void notified(Live live, Notify notify, Instant now) {
        intake.learn(notify);
        var track = backlog.live();
        // Else a topic that knows more than the cursor says would be asked again and again for what never comes.
        track.receivedThrough(intake.base());
        if (!live.mayDeliver() || backlog.isReplaying() || !Intake.continues(notify, track.received())) {
            pull(live, now);
        } else if (take(live, notify.events(), now)) {
            track.receivedThrough(notify.upTo());
            if (track.received() >= intake.known()) {
                intake.push();
            }
        } else {
            pull(live, now);
        }
        if (notify.events().isEmpty()) {
            if (backlog.live().settled() > live.place().cursor().settled()) {
                // What was notified did not match after all: nothing to deliver, but the topic waits to hear so.
                unsaved.touch(now);
            }
            effects.add(new Tell(progress(live, now)));
        }
    }

    /** A page of the log, complete from where it was asked to {@code through}. */
    void pageRead(Live live, Pass pass, List<Occurrence> events, long through, Instant now) {
        if (pass == Pass.REPLAY) {
            readingReplay = false;
            backlog.replayPage(live.profile().subscription(), events, through, now);
            return;
        }
        intake.stoppedReading();
        if (take(live, events, now)) {
            backlog.live().receivedThrough(through);
        }
    }

    /** The log could not be read; it is tried again in a while. */
    void pageFailed(Pass pass, Instant now) {
        readAgainAt = now.plus(READ_AGAIN);
        if (pass == Pass.REPLAY) {
            readingReplay = false;
        } else {
            intake.stoppedReading();
        }
    }

    /** Bodies of parked deliveries that had become due; those not found any more have expired. */
    void loaded(Live live, Load asked, Map<Long, Event> found, Instant now) {
        if (!live.mayDeliver()) {
            putBack(asked);
            return;
        }
        var all = new HashSet<>(asked.fromLog());
        all.addAll(asked.fromDeadLetters());
        for (var offset : all) {
            var pending = backlog.lanes().find(offset);
            var event = found.get(offset);
            if (pending == null || !pending.inFlight) {
                continue;
            }
            if (event == null) {
                settlement.expired(pending, now);
            } else {
                backlog.unpark(pending, event);
                begin(live, pending, now);
            }
        }
    }

    /** Paused or about to stop meanwhile: they are as due as before. */
    void putBack(Load asked) {
        var all = new HashSet<>(asked.fromLog());
        all.addAll(asked.fromDeadLetters());
        for (var offset : all) {
            var pending = backlog.lanes().find(offset);
            if (pending != null && pending.inFlight) {
                backlog.lanes().retry(pending);
            }
        }
    }

    /** They could not be read now; they wait a little. */
    void loadFailed(Load asked, Instant now) {
        var all = new HashSet<>(asked.fromLog());
        all.addAll(asked.fromDeadLetters());
        all.forEach(offset -> settlement.postpone(offset, now));
    }

    void finished(Live live, long offset, Outcome outcome, Instant now) {
        settlement.finished(live, offset, outcome, now).ifPresent(effects::add);
    }

    void kept(long offset, boolean durable, Instant now) {
        settlement.kept(offset, durable, now);
    }

    /** All that is to be done now; calling it again without news yields nothing. */
    List<LoopEffect> next(Live live, Instant now) {
        if (live.mayDeliver()) {
            if (live.hasEnded(now)) {
                effects.add(new TurnOff("the subscription's end has passed"));
            } else {
                start(live, now);
                pullMore(now);
            }
        } else if (live.isOff()) {
            backlog.giveUp();
        }
        return drain();
    }

    /** What follows from what has happened, without starting anything more. */
    List<LoopEffect> drain() {
        var due = List.copyOf(effects);
        effects.clear();
        return due;
    }

    boolean checkpointDue(Instant now) {
        return unsaved.isDue(limits.checkpoint(), backlog.lanes().inFlight() == 0, now);
    }

    boolean isDirty() {
        return !unsaved.isEmpty();
    }

    int inFlight() {
        return backlog.lanes().inFlight();
    }

    Checkpointed checkpoint() {
        var fact = new Checkpointed(
                backlog.live().cursor(),
                unsaved.heldChange(backlog.lanes()),
                unsaved.counts(),
                settlement.condition(),
                backlog.replaying());
        unsaved.clear();
        return fact;
    }

    /** What the topic is told, of what is written down. */
    Progress progress(Live live, Instant now) {
        var lagging = intake.isLagging() || !live.mayDeliver();
        return new Progress(id, live.place().settledThrough(), lagging, nudgeAt(live, now));
    }

    /**
     * When the topic may ask what has become of a delivery: not before the next retry, nor while nothing may start; one
     * that is off it may ask at any time, to be told again that it is.
     */
    private Instant nudgeAt(Live live, Instant now) {
        if (live.isOff()) {
            return now;
        }
        if (!live.mayDeliver()) {
            return Instant.MAX;
        }
        var startable = settlement.startableAt(live, now);
        return startable.equals(Instant.MAX) ? now : startable;
    }

    /** When to look again if nothing happens before; far in the future where only news can change anything. */
    Instant wakeAt(Live live, Instant now) {
        var wake = unsaved.dueAt(limits.checkpoint(), backlog.lanes().inFlight() == 0);
        if (!live.mayDeliver()) {
            return wake;
        }
        wake = earlier(wake, settlement.startableAt(live, now));
        if (intake.isPulling() && !intake.isReading() && hasRoomForLive()) {
            wake = earlier(wake, later(intake.rejoinAt(), readAgainAt));
        }
        if (wantsReplayPage()) {
            wake = earlier(wake, readAgainAt);
        }
        var end = live.profile().subscription().end();
        return end.isPresent() ? earlier(wake, end.get()) : wake;
    }

    /** The subscriber changed something, or nothing more is to be sent: what is stored counts. */
    void changed(Live live) {
        settlement.restart(live);
        if (live.isOff()) {
            backlog.restart(live.place());
        }
    }

    /** Registry and topic know; where that was a start, deliveries begin at the head of the topic. */
    void announced(Live live) {
        if (settlement.condition().status() == Status.REQUESTED) {
            backlog.restart(live.place());
        }
        settlement.restart(live);
        intake.pull();
    }

    /** The topic pushes nothing to one that was paused; it is to push again. */
    void resumed() {
        intake.pull();
    }

    void replayStarted(Live live) {
        backlog.replay(live.place().replay().orElseThrow());
        intake.pull();
    }

    /** Which dead letters to deliver again: not those that are on their way, nor more than may be parked. */
    Redriven redrive(Live live, List<DeadLetter> letters) {
        var orderingKey = live.profile().subscription().options().orderingKey();
        var held = new HashMap<Long, Held>();
        for (var letter : letters) {
            var offset = letter.occurrence().offset();
            if (!backlog.lanes().contains(offset) && backlog.hasRoomToPark(held.size())) {
                var lane = LaneKey.of(orderingKey, letter.occurrence().event());
                held.put(offset, new Held(lane, Origin.REDRIVE, Tries.NONE));
            }
        }
        return new Redriven(held);
    }

    void redriven(Map<Long, Held> held) {
        held.forEach(backlog::addHeld);
    }

    /** Retention has taken everything up to here. */
    void expiredThrough(long through) {
        backlog.expireThrough(through);
    }

    /** Whether it may be passivated: nothing is under way, and nothing is due for a while. */
    boolean isIdle(Live live, Instant now, Duration awhile) {
        return inFlight() == 0
                && !isDirty()
                && !intake.isReading()
                && !readingReplay
                && !wakeAt(live, now).isBefore(now.plus(awhile));
    }

    /** How it stands; the topic's head is what is known here, the way to it is not measured. */
    Described description(Live live, Instant now) {
        var condition = settlement.condition();
        var health = new Health(
                condition.status(),
                live.paused(),
                settlement.breaker().position(now).word(),
                condition.lastSuccess(),
                condition.lastError());
        var received = backlog.live().received();
        var position = new Position(
                live.place().settledThrough(), received, new Behind(0, Duration.ZERO), inFlight(), intake.isPulling());
        return new Described(
                health,
                position,
                live.tally().counts().plus(unsaved.counts()),
                live.tally().expired());
    }

    Backlog backlog() {
        return backlog;
    }

    Settlement settlement() {
        return settlement;
    }

    Intake intake() {
        return intake;
    }

    private boolean take(Live live, List<Occurrence> events, Instant now) {
        return backlog.take(live.profile().subscription(), events, settlement.isEndpointUp(), now);
    }

    private void pull(Live live, Instant now) {
        if (intake.pull()) {
            effects.add(new Tell(progress(live, now)));
        }
    }

    private boolean wantsReplayPage() {
        return !readingReplay && backlog.replayRange().isPresent() && backlog.hasRoom(settlement.isEndpointUp());
    }

    private boolean hasRoomForLive() {
        return !backlog.isReplaying() && backlog.hasRoom(settlement.isEndpointUp());
    }

    private void start(Live live, Instant now) {
        var load = new ArrayList<Pending>();
        for (var next = settlement.start(live, now); next.isPresent(); next = settlement.start(live, now)) {
            if (next.get().event == null) {
                load.add(next.get());
            } else {
                begin(live, next.get(), now);
            }
        }
        if (!load.isEmpty()) {
            effects.add(new Load(offsets(load, false), offsets(load, true)));
        }
    }

    private void begin(Live live, Pending pending, Instant now) {
        var event = Objects.requireNonNull(pending.event);
        var criteria = live.profile().subscription().criteria();
        if (!Objects.equals(pending.matched, criteria) && !criteria.matches(event)) {
            settlement.skipped(pending, now);
            return;
        }
        pending.matched = criteria;
        effects.add(LoopEffect.attempt(pending, event));
    }

    private void pullMore(Instant now) {
        if (backlog.endReplay()) {
            unsaved.touch(now);
        }
        if (now.isBefore(readAgainAt)) {
            return;
        }
        if (wantsReplayPage()) {
            var range = backlog.replayRange().orElseThrow();
            readingReplay = true;
            effects.add(new ReadLog(Pass.REPLAY, range.after(), range.through()));
        }
        if (!hasRoomForLive()) {
            return;
        }
        var received = Math.max(backlog.live().received(), intake.base());
        if (intake.wantsPage(received)) {
            intake.startedReading();
            effects.add(new ReadLog(Pass.LIVE, received, intake.known()));
        } else if (intake.wantsToRejoin(received, now)) {
            intake.asked(now);
            effects.add(new Tell(new Rejoin(id, received)));
        }
    }

    private static Set<Long> offsets(List<Pending> pendings, boolean redriven) {
        return new HashSet<>(pendings.stream()
                .filter(pending -> (pending.origin == Origin.REDRIVE) == redriven)
                .map(pending -> pending.offset)
                .toList());
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
