package org.openmns.broker.subscription;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.openmns.broker.cohort.CohortTable;
import org.openmns.broker.delivery.Outcome;
import org.openmns.broker.subscription.SubscriptionFact.Changed;
import org.openmns.broker.subscription.SubscriptionFact.Checkpointed;
import org.openmns.broker.subscription.SubscriptionFact.Redriven;
import org.openmns.broker.subscription.SubscriptionFact.TurnedOff;
import org.openmns.broker.subscription.SubscriptionState.Absent;
import org.openmns.broker.subscription.SubscriptionState.Live;
import org.openmns.broker.topic.TopicLog.Page;
import org.openmns.criteria.Criteria;
import org.openmns.event.Event;
import org.openmns.subscription.DeadLetter;
import org.openmns.subscription.Secrets;
import org.openmns.subscription.SubscriptionCommand.Notify;
import org.openmns.subscription.SubscriptionCommand.Occurrence;
import org.openmns.subscription.SubscriptionId;
import org.openmns.subscription.SubscriptionReply.Expiry;

/** A subscription without actors: its journal is its last state, and a restart takes up from it. For the simulation. */
public final class SimulatedSubscription {

    public static final int WINDOW = 12;
    public static final int PARKED = 20;

    /** The rate is its own: shared, it would make one seed depend on those before it. */
    private final LoopLimits limits = Deliveries.tightLimits(WINDOW, PARKED);

    private static final CohortTable NO_COHORTS = new CohortTable();

    /** Which reading of bodies an answer is for. */
    public record LoadId(int number) {}

    private final SubscriptionId id;
    private final Wishes wishes;
    private final SimulatedWorld world;
    private final Random random;
    private Live stored;
    private DeliveryLoop loop;
    private final SimulatedErrands errands;

    public SimulatedSubscription(
            SubscriptionId id, Wishes wishes, Criteria criteria, long head, SimulatedWorld world, Random random) {
        this.id = id;
        this.wishes = wishes;
        this.world = world;
        this.errands = new SimulatedErrands(this, world);
        this.random = random;
        this.stored = new Absent()
                .subscribed(wishes.subscription(criteria), Secrets.first("whsec_c2VjcmV0"), "sandbox")
                .announced(head);
        this.loop = newLoop();
    }

    /** Loses everything in memory. */
    public void restart() {
        loop = newLoop();
        errands.restarted();
    }

    private DeliveryLoop newLoop() {
        return new DeliveryLoop(id, stored, limits, new Matching(NO_COHORTS), () -> random.nextDouble() * 2 - 1);
    }

    public SubscriptionId id() {
        return id;
    }

    public Criteria criteria() {
        return stored.profile().subscription().criteria();
    }

    /** The ordering key of an event, empty where it is ordered with nothing. */
    public Optional<String> lane(Event event) {
        return wishes.lane(event);
    }

    public boolean mayDeliver() {
        return stored.mayDeliver();
    }

    public boolean isOff() {
        return stored.isOff();
    }

    public boolean isPaused() {
        return stored.paused();
    }

    public void notified(Notify notify, Instant now) {
        if (stored.isOff()) {
            world.deregister(this);
            return;
        }
        loop.notified(stored, notify, now);
    }

    public void finished(long offset, Outcome outcome, Instant now) {
        loop.finished(stored, offset, outcome, now);
    }

    public void pageRead(boolean replay, List<Occurrence> events, long through, Instant now) {
        var page = new Page(events, through, Optional.of(now.minusSeconds(random.nextInt(10))));
        loop.pageRead(stored, replay ? LoopEffect.Pass.REPLAY : LoopEffect.Pass.LIVE, page, now);
    }

    public void pageFailed(boolean replay, Instant now) {
        loop.pageFailed(replay ? LoopEffect.Pass.REPLAY : LoopEffect.Pass.LIVE, now);
    }

    public void loaded(LoadId asked, Map<Long, Event> found, Instant now) {
        loop.loaded(stored, errands.landed(asked), found, now);
    }

    public void loadFailed(LoadId asked, Instant now) {
        loop.loadFailed(errands.landed(asked), now);
    }

    public void kept(long offset, boolean durable, Instant now) {
        loop.kept(offset, durable, now);
    }

    public void pause(boolean paused, Instant now) {
        stored = stored.paused(paused);
        if (!paused) {
            loop.resumed();
        }
        world.tell(loop.progress(stored, now));
    }

    /** Takes effect at once in journal, registry and topic; one that was off starts anew at the head. */
    public void change(Criteria criteria, long head) {
        loop.withCheckpoint(new Changed(wishes.subscription(criteria))).forEach(this::write);
        loop.changed(stored);
        stored = stored.announced(head);
        loop.announced(stored);
    }

    /** Which of these dead letters it takes to deliver them again; to be written and then reported back. */
    public Object redrive(List<DeadLetter> letters) {
        return loop.redrive(stored, letters);
    }

    public static Set<Long> redriven(Object fact) {
        return ((Redriven) fact).held().keySet();
    }

    public long settledThrough() {
        return stored.place().settledThrough();
    }

    public void expire(long through, Instant now) {
        var count = loop.backlog().waitingThrough(through);
        stored = stored.expired(new Expiry(now, stored.place().settledThrough(), through, count));
        loop.expiredThrough(through);
        world.tell(loop.progress(stored, now));
    }

    /** Whether it may be forgotten; then it reminds the topic of what it has to be woken for. */
    public boolean passivates(Instant now, Duration awhile) {
        var idle = loop.isIdle(stored, now, awhile);
        if (idle && stored.place().goesBack()) {
            world.tell(loop.progress(stored, now));
        }
        return idle;
    }

    /** Something that only itself knows of until it has told the topic. */
    public boolean goesBack() {
        return stored.place().replay().isPresent()
                || stored.place().held().values().stream().anyMatch(held -> held.origin() == Held.Origin.REDRIVE);
    }

    public void replay(long from, Instant now) {
        var through = Math.min(
                loop.backlog().live().received(), stored.place().cursor().settled());
        if (stored.place().replay().isEmpty() && !loop.backlog().isReplaying() && from < through) {
            stored = stored.replaying(new SubscriptionState.Replaying(Cursor.at(from), through));
            loop.replayStarted(stored);
            world.tell(loop.progress(stored, now));
        }
    }

    /** Starts what may start; a fact, or facts, where they are due, are to be written and then reported back. */
    public Optional<Object> step(Instant now) {
        var off = Optional.<Object>empty();
        for (var effect : loop.next(stored, now)) {
            if (effect instanceof LoopEffect.TurnOff turnOff) {
                off = Optional.of(loop.withCheckpoint(new TurnedOff(turnOff.reason())));
            } else {
                errands.run(effect, now);
            }
        }
        if (off.isPresent()) {
            return off;
        }
        return loop.checkpointDue(now) ? Optional.of(loop.checkpoint()) : Optional.empty();
    }

    /** The fact is in the journal; the subscription may not live to hear of it. */
    public void write(Object fact) {
        if (fact instanceof List<?> facts) {
            facts.forEach(this::write);
        } else if (fact instanceof Checkpointed checkpointed) {
            stored = stored.checkpointed(checkpointed);
        } else if (fact instanceof Redriven redriven) {
            stored = stored.redriven(redriven);
        } else if (fact instanceof Changed changed) {
            stored = stored.changed(changed.subscription());
        } else {
            stored = stored.turnedOff(((TurnedOff) fact).reason());
        }
    }

    /** It has heard, and tells the topic. */
    public void written(Object fact, Instant now) {
        if (fact instanceof Redriven redriven) {
            loop.redriven(redriven.held());
        } else if (stored.isOff()) {
            loop.changed(stored);
            world.deregister(this);
            return;
        }
        world.tell(loop.progress(stored, now));
    }

    public Instant wakeAt(Instant now) {
        return loop.wakeAt(stored, now);
    }

    /** Deliveries in memory: never more than the window, what is parked, and what is in flight. */
    public int unsettled() {
        return loop.backlog().lanes().size();
    }

    public boolean replays() {
        return loop.backlog().isReplaying();
    }
}
