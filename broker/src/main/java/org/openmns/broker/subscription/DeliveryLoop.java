package org.openmns.broker.subscription;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openmns.broker.delivery.Outcome;
import org.openmns.broker.subscription.Held.Origin;
import org.openmns.broker.subscription.Held.Tries;
import org.openmns.broker.subscription.LoopEffect.Load;
import org.openmns.broker.subscription.LoopEffect.Pass;
import org.openmns.broker.subscription.LoopEffect.TurnOff;
import org.openmns.broker.subscription.SubscriptionFact.Checkpointed;
import org.openmns.broker.subscription.SubscriptionFact.Redriven;
import org.openmns.broker.subscription.SubscriptionState.Live;
import org.openmns.broker.topic.TopicLog.Page;
import org.openmns.event.Event;
import org.openmns.subscription.DeadLetter;
import org.openmns.subscription.Subscription.Status;
import org.openmns.subscription.SubscriptionCommand.Notify;
import org.openmns.subscription.SubscriptionId;
import org.openmns.subscription.SubscriptionReply.Behind;
import org.openmns.subscription.SubscriptionReply.Described;
import org.openmns.subscription.SubscriptionReply.Health;
import org.openmns.subscription.SubscriptionReply.Position;
import org.openmns.topic.TopicCommand.Progress;

/**
 * One subscription's deliveries in memory: what it takes from topic and log, what may start, and what the next checkpoint
 * says. A deterministic machine: it is told what happened and at what time, and answers with {@link LoopEffect}s; it does
 * no I/O, and all of it can be lost and rebuilt from {@link Live}.
 *
 * <pre>
 *  Notify ──▶ Feed ─take─▶ Lanes ─Launch─▶ Attempt ──▶ finished ─▶ Settlement ─▶ Unsaved ─▶ Checkpointed ─▶ Progress
 *              │ gap, full           ▲                        │ failed
 *              ▼                     └───────── retry ◀───────┘
 *           ReadLog ──▶ pageRead
 * </pre>
 */
final class DeliveryLoop {

    private final Backlog backlog;
    private final Unsaved unsaved = new Unsaved();
    private final Settlement settlement;
    private final LoopLimits limits;
    private final List<LoopEffect> effects = new ArrayList<>();
    private final Feed feed;
    private final Launch launch;

    DeliveryLoop(SubscriptionId id, Live live, LoopLimits limits, Matching matching, Jitter jitter) {
        this.limits = limits;
        this.backlog = new Backlog(live.place(), limits.window(), unsaved);
        var turn = new CatchUpTurn(limits.catchUpRate());
        this.settlement = new Settlement(live, backlog, unsaved, limits.trouble(), jitter);
        this.feed = new Feed(id, matching, backlog, settlement, turn, unsaved, effects);
        this.launch = new Launch(matching, backlog, settlement, turn, effects);
    }

    void notified(Live live, Notify notify, Instant now) {
        feed.notified(live, notify, now);
    }

    void pageRead(Live live, Pass pass, Page page, Instant now) {
        feed.pageRead(live, pass, page, now);
    }

    void pageFailed(Pass pass, Instant now) {
        feed.pageFailed(pass, now);
    }

    void loaded(Live live, Load asked, Map<Long, Event> found, Instant now) {
        if (live.mayDeliver()) {
            launch.loaded(live, asked, found, now);
        } else {
            launch.putBack(asked);
        }
    }

    void putBack(Load asked) {
        launch.putBack(asked);
    }

    void loadFailed(Load asked, Instant now) {
        launch.loadFailed(asked, now);
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
                launch.start(live, now);
                feed.pullMore(now);
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

    /** A fact that replaces what is kept here of the endpoint: what is not saved of it yet goes first. */
    List<SubscriptionFact> withCheckpoint(SubscriptionFact fact) {
        return isDirty() ? List.of(checkpoint(), fact) : List.of(fact);
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
        return feed.progress(live, now);
    }

    /** When to look again if nothing happens before; far in the future where only news can change anything. */
    Instant wakeAt(Live live, Instant now) {
        var wake = unsaved.dueAt(limits.checkpoint(), backlog.lanes().inFlight() == 0);
        if (!live.mayDeliver()) {
            return wake;
        }
        wake = earlier(earlier(wake, launch.startableAt(live, now)), feed.wakeAt());
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
            settlement.restart(live);
        }
        feed.pull();
    }

    /** The topic pushes nothing to one that was paused; it is to push again. */
    void resumed() {
        feed.pull();
    }

    void replayStarted(Live live) {
        backlog.replay(live.place().replay().orElseThrow());
        feed.pull();
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
                && !feed.isReading()
                && !wakeAt(live, now).isBefore(now.plus(awhile));
    }

    /** How it stands; the topic's head is what is known here, the way to it is not measured. */
    Described description(Live live, Instant now) {
        var condition = settlement.condition();
        var health = new Health(
                live.profile().isHeldBack() ? live.standing().status() : condition.status(),
                live.paused(),
                settlement.breaker().position(now).word(),
                condition.lastSuccess(),
                condition.lastError().or(live::handshakeFailure));
        var received = backlog.live().received();
        var position = new Position(
                live.place().settledThrough(), received, new Behind(0, Duration.ZERO), inFlight(), feed.isPulling());
        return new Described(
                health,
                position,
                live.tally().counts().plus(unsaved.counts()),
                live.tally().expired());
    }

    Backlog backlog() {
        return backlog;
    }

    Feed feed() {
        return feed;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
