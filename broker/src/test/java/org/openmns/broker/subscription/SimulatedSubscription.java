package org.openmns.broker.subscription;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.openmns.broker.delivery.Outcome;
import org.openmns.broker.subscription.LoopLimits.CheckpointRhythm;
import org.openmns.broker.subscription.LoopLimits.Trouble;
import org.openmns.broker.subscription.LoopLimits.Window;
import org.openmns.broker.subscription.SubscriptionFact.Checkpointed;
import org.openmns.broker.subscription.SubscriptionState.Absent;
import org.openmns.broker.subscription.SubscriptionState.Live;
import org.openmns.criteria.Criteria;
import org.openmns.event.Event;
import org.openmns.subscription.Channel;
import org.openmns.subscription.DeliveryOptions;
import org.openmns.subscription.DeliveryOptions.OrderingKey;
import org.openmns.subscription.RetrySchedule;
import org.openmns.subscription.Secrets;
import org.openmns.subscription.Subscription;
import org.openmns.subscription.SubscriptionCommand.Notify;
import org.openmns.subscription.SubscriptionCommand.Occurrence;
import org.openmns.subscription.SubscriptionId;
import org.openmns.topic.TopicCommand;

/** A subscription without actors: its journal is its last state, and a restart takes up from it. For the simulation. */
public final class SimulatedSubscription {

    public static final int WINDOW = 12;
    public static final int PARKED = 20;

    private static final LoopLimits LIMITS = new LoopLimits(
            new Window(WINDOW, 1 << 20, PARKED),
            new CheckpointRhythm(5, Duration.ofSeconds(1), Duration.ofMillis(100)),
            new Trouble(4, Duration.ofDays(5)));

    /** What the world is to do for the subscription. */
    public interface World {
        void attempt(SimulatedSubscription from, Occurrence occurrence);

        void readLog(SimulatedSubscription from, boolean replay, long after, long through);

        void load(SimulatedSubscription from, Set<Long> offsets);

        void keepDeadLetter(SimulatedSubscription from, long offset);

        void tell(TopicCommand command);
    }

    private final SubscriptionId id;
    private final World world;
    private final RandomGenerator random;
    private Live stored;
    private DeliveryLoop loop;
    private final Map<Set<Long>, LoopEffect.Load> loads = new HashMap<>();

    public SimulatedSubscription(SubscriptionId id, Criteria criteria, long head, World world, RandomGenerator random) {
        this.id = id;
        this.world = world;
        this.random = random;
        this.stored = new Absent()
                .subscribed(subscription(criteria), Secrets.first("whsec_c2VjcmV0"), "sandbox")
                .announced(head);
        this.loop = newLoop();
    }

    /** Loses everything in memory. */
    public void restart() {
        loop = newLoop();
        loads.clear();
    }

    private DeliveryLoop newLoop() {
        return new DeliveryLoop(id, stored, LIMITS, () -> random.nextDouble() * 2 - 1);
    }

    public SubscriptionId id() {
        return id;
    }

    public Criteria criteria() {
        return stored.profile().subscription().criteria();
    }

    public void notified(Notify notify, Instant now) {
        loop.notified(stored, notify, now);
    }

    public void finished(long offset, Outcome outcome, Instant now) {
        loop.finished(stored, offset, outcome, now);
    }

    public void pageRead(boolean replay, List<Occurrence> events, long through, Instant now) {
        loop.pageRead(stored, replay ? LoopEffect.Pass.REPLAY : LoopEffect.Pass.LIVE, events, through, now);
    }

    public void pageFailed(boolean replay) {
        loop.pageFailed(replay ? LoopEffect.Pass.REPLAY : LoopEffect.Pass.LIVE);
    }

    public void loaded(Set<Long> offsets, Map<Long, Event> found, Instant now) {
        Optional.ofNullable(loads.remove(offsets)).ifPresent(load -> loop.loaded(stored, load, found, now));
    }

    public void kept(long offset, boolean durable, Instant now) {
        loop.kept(offset, durable, now);
    }

    public void pause(boolean paused) {
        stored = stored.paused(paused);
    }

    public void change(Criteria criteria) {
        stored = stored.changed(subscription(criteria)).announced(0);
    }

    public void replay(long from) {
        var through = Math.min(
                loop.backlog().live().received(), stored.place().cursor().settled());
        if (stored.place().replay().isEmpty() && !loop.backlog().isReplaying() && from < through) {
            stored = stored.replaying(new SubscriptionState.Replaying(Cursor.at(from), through));
            loop.replayStarted(stored);
        }
    }

    /** Starts what may start; a checkpoint, where one is due, is to be written and then reported back. */
    public Optional<Object> step(Instant now) {
        for (var effect : loop.next(stored, now)) {
            run(effect);
        }
        return loop.checkpointDue(now) ? Optional.of(loop.checkpoint()) : Optional.empty();
    }

    private void run(LoopEffect effect) {
        if (effect instanceof LoopEffect.Attempt attempt) {
            world.attempt(this, attempt.occurrence());
        } else if (effect instanceof LoopEffect.ReadLog read) {
            world.readLog(this, read.pass() == LoopEffect.Pass.REPLAY, read.after(), read.through());
        } else if (effect instanceof LoopEffect.Load load) {
            loads.put(load.fromLog(), load);
            world.load(this, load.fromLog());
        } else if (effect instanceof LoopEffect.Keep keep) {
            world.keepDeadLetter(this, keep.occurrence().offset());
        } else if (effect instanceof LoopEffect.Tell tell) {
            world.tell(tell.command());
        } else {
            throw new AssertionError("unexpected " + effect);
        }
    }

    /** The checkpoint is in the journal; the subscription may not live to hear of it. */
    public void write(Object checkpoint) {
        stored = stored.checkpointed((Checkpointed) checkpoint);
    }

    /** It has heard, and tells the topic. */
    public void written(Instant now) {
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

    public static Subscription subscription(Criteria criteria) {
        var retries = new RetrySchedule(
                List.of(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(5), Duration.ofMinutes(30)),
                Duration.ofDays(7));
        return new Subscription(
                criteria,
                new Channel.RestHook(
                        "http://127.0.0.1/hook", Channel.Payload.JSON, new ArrayList<>(), Channel.Hydration.OFF),
                new DeliveryOptions(OrderingKey.SUBJECT, retries, Duration.ofSeconds(15), 4, Optional.empty()),
                Optional.empty(),
                "{}");
    }
}
