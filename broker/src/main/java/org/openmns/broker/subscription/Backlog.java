package org.openmns.broker.subscription;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openmns.broker.subscription.Held.Origin;
import org.openmns.broker.subscription.Held.Tries;
import org.openmns.broker.subscription.LoopLimits.Window;
import org.openmns.broker.subscription.SubscriptionState.Place;
import org.openmns.broker.subscription.SubscriptionState.Replaying;
import org.openmns.event.Event;
import org.openmns.subscription.DeadLetter;
import org.openmns.subscription.DeliveryOptions.OrderingKey;
import org.openmns.subscription.Subscription;
import org.openmns.subscription.SubscriptionCommand.Occurrence;

/** What a subscription has taken and not settled, how far it has come in the log, and how much more it may take. */
final class Backlog {

    /** A stretch of the log: after the one offset, through the other. */
    record Range(long after, long through) {}

    private final Window window;
    private final Unsaved unsaved;
    private final Lanes lanes = new Lanes();
    private Track live;
    private @Nullable Track replay;
    private long replayThrough;
    private long bytes;
    private int heldCount;

    Backlog(Place place, Window window, Unsaved unsaved) {
        this.window = window;
        this.unsaved = unsaved;
        this.live = new Track(place.cursor());
        restart(place);
    }

    /** Forgets all that is not in flight and takes up from what is stored. */
    void restart(Place place) {
        for (var pending : List.copyOf(lanes.all())) {
            if (!pending.inFlight) {
                remove(pending);
            }
        }
        live = new Track(place.cursor());
        replay = null;
        place.replay().ifPresent(this::replay);
        place.held().forEach(this::addHeld);
    }

    /** Nothing more is to be sent: forgets what was in flight when that was decided, and has landed since. */
    void giveUp() {
        for (var pending : List.copyOf(lanes.all())) {
            if (!pending.inFlight) {
                settle(pending);
            }
        }
    }

    void replay(Replaying range) {
        replay = new Track(range.cursor());
        replayThrough = range.through();
    }

    void addHeld(long offset, Held held) {
        if (!lanes.contains(offset)) {
            lanes.add(Pending.of(offset, held));
            heldCount++;
            unsaved.heldAgain(offset);
        }
    }

    /** Takes events in order until the window is full; false where some were left. */
    boolean take(Subscription subscription, List<Occurrence> events, boolean endpointUp, Instant now) {
        return take(new Pass(live, Origin.LOG, now), subscription, events, endpointUp);
    }

    void replayPage(Subscription subscription, List<Occurrence> events, long through, Instant now) {
        if (replay != null && take(new Pass(replay, Origin.REPLAY, now), subscription, events, true)) {
            replay.receivedThrough(through);
        }
    }

    /** What is being read, and when. */
    private record Pass(Track track, Origin origin, Instant now) {}

    private boolean take(Pass pass, Subscription subscription, List<Occurrence> events, boolean endpointUp) {
        for (var occurrence : events) {
            var wanted = !pass.track().hasSeen(occurrence.offset())
                    && !lanes.contains(occurrence.offset())
                    && subscription.criteria().matches(occurrence.event());
            if (wanted && !hasRoom(endpointUp)) {
                return false;
            }
            if (wanted) {
                add(pass, subscription, occurrence);
            }
            pass.track().receivedThrough(occurrence.offset());
        }
        return true;
    }

    private void add(Pass pass, Subscription subscription, Occurrence occurrence) {
        var lane = LaneKey.of(subscription.options().orderingKey(), occurrence.event());
        var pending = new Pending(occurrence.offset(), lane, pass.origin(), occurrence.event());
        pending.matched = subscription.criteria();
        bytes += pending.sizeBytes();
        pass.track().take(pending.offset);
        if (lanes.isHeld(lane)) {
            hold(pending, pass.now());
        }
        lanes.add(pending);
    }

    /** From now on the delivery does not hold the cursor back; the next checkpoint stores it instead. */
    void hold(Pending pending, Instant now) {
        unsaved.held(pending.offset, now);
        if (!pending.held) {
            pending.held = true;
            heldCount++;
            trackOf(pending).ifPresent(track -> track.hold(pending.offset));
        }
    }

    /** Lets go of the body; it is read again when it is due. */
    void park(Pending pending) {
        bytes -= pending.sizeBytes();
        pending.event = null;
    }

    void unpark(Pending pending, Event event) {
        pending.event = event;
        bytes += pending.sizeBytes();
    }

    /** The delivery is done with, whatever came of it. */
    void settle(Pending pending) {
        if (pending.held) {
            unsaved.heldSettled(pending.offset);
        }
        trackOf(pending).ifPresent(track -> track.settle(pending.offset));
        remove(pending);
    }

    private void remove(Pending pending) {
        bytes -= pending.sizeBytes();
        heldCount -= pending.held ? 1 : 0;
        lanes.settle(pending);
    }

    /** With the endpoint down only what a probe needs is taken: the rest waits in the log, with no attempt burnt. */
    boolean hasRoom(boolean endpointUp) {
        return endpointUp
                ? live.freshCount() + replayFresh() < window.eventsMax()
                        && bytes < window.bytesMax()
                        && heldCount < window.parkedMax()
                : lanes.size() == 0;
    }

    private boolean hasRoomToPark(int more) {
        return heldCount + more < window.parkedMax();
    }

    /** As they would be held: those of these dead letters that are not on their way, and no more than may be parked. */
    Map<Long, Held> redrivable(OrderingKey orderingKey, List<DeadLetter> letters) {
        var held = new HashMap<Long, Held>();
        for (var letter : letters) {
            var offset = letter.occurrence().offset();
            if (!lanes.contains(offset) && hasRoomToPark(held.size())) {
                var lane = LaneKey.of(orderingKey, letter.occurrence().event());
                held.put(offset, new Held(lane, Origin.REDRIVE, Tries.NONE));
            }
        }
        return held;
    }

    /** How many wait at or before this offset that the log, and not the dead letters, must still hold. */
    long waitingThrough(long through) {
        return expiring(through).count();
    }

    /** What waits at or before this offset is gone from the log; what is in flight may still arrive. */
    void expireThrough(long through) {
        for (var pending : expiring(through).toList()) {
            trackOf(pending).ifPresent(track -> track.settle(pending.offset));
            remove(pending);
        }
        live.receivedThrough(through);
        if (replay != null) {
            replay.receivedThrough(through);
        }
    }

    private Stream<Pending> expiring(long through) {
        return lanes.all().stream()
                .filter(pending -> pending.offset <= through && pending.origin != Origin.REDRIVE && !pending.inFlight);
    }

    Lanes lanes() {
        return lanes;
    }

    Track live() {
        return live;
    }

    boolean isReplaying() {
        return replay != null;
    }

    /** What of the past range is still to be read. */
    Optional<Range> replayRange() {
        return replay == null || replay.received() >= replayThrough
                ? Optional.empty()
                : Optional.of(new Range(replay.received(), replayThrough));
    }

    Optional<Replaying> replaying() {
        return Optional.ofNullable(replay).map(track -> new Replaying(track.cursor(), replayThrough));
    }

    /** True where the past range has just been delivered whole. */
    boolean endReplay() {
        var ends = replay != null && replay.received() >= replayThrough && replay.allSettled();
        if (ends) {
            replay = null;
        }
        return ends;
    }

    private int replayFresh() {
        return replay == null ? 0 : replay.freshCount();
    }

    private Optional<Track> trackOf(Pending pending) {
        return switch (pending.origin) {
            case LOG -> Optional.of(live);
            case REPLAY -> Optional.ofNullable(replay);
            case REDRIVE -> Optional.empty();
        };
    }
}
