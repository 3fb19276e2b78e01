package org.openmns.broker.subscription;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The unsettled deliveries of one subscription, in lanes: those of one lane start one after the other, in the order of
 * their offsets; those of different lanes as they come. The head of a lane is either ready, waiting for its retry, or in
 * flight; all behind it are blocked.
 *
 * <p>Knows no clock and no limit: asked with the time, it says what may start next.
 */
final class Lanes {

    private final Map<Long, Pending> all = new HashMap<>();
    private final Map<Long, ArrayDeque<Pending>> lanes = new HashMap<>();
    private final TreeMap<Long, Pending> ready = new TreeMap<>();
    private final PriorityQueue<Pending> waiting = new PriorityQueue<>(
            Comparator.comparingLong(Pending::dueMillis).thenComparingLong(pending -> pending.offset));
    private int inFlight;

    int size() {
        return all.size();
    }

    int inFlight() {
        return inFlight;
    }

    boolean contains(long offset) {
        return all.containsKey(offset);
    }

    @Nullable
    Pending find(long offset) {
        return all.get(offset);
    }

    Collection<Pending> all() {
        return all.values();
    }

    /** Adds a delivery at its place in its lane; behind the one in flight, whatever their offsets. */
    void add(Pending pending) {
        all.put(pending.offset, pending);
        if (pending.lane == Pending.NO_LANE) {
            offer(pending);
            return;
        }
        var lane = lanes.computeIfAbsent(pending.lane, key -> new ArrayDeque<>(2));
        var last = lane.peekLast();
        if (last != null && (last.offset > pending.offset || lane.getFirst().offset > pending.offset)) {
            insert(lane, pending);
            return;
        }
        lane.addLast(pending);
        if (last == null) {
            offer(pending);
        }
    }

    /** Whether everything behind this lane's head waits with it. */
    boolean isHeld(long lane) {
        var queue = lane == Pending.NO_LANE ? null : lanes.get(lane);
        return queue != null && queue.getFirst().held;
    }

    /** Those that wait behind this delivery in its lane. */
    List<Pending> behind(Pending head) {
        var lane = head.lane == Pending.NO_LANE ? null : lanes.get(head.lane);
        return lane == null
                ? List.of()
                : lane.stream().filter(other -> other != head).toList();
    }

    /** The ready delivery with the lowest offset, which thereby is in flight. */
    Optional<Pending> start(long nowMillis) {
        wake(nowMillis);
        var first = ready.pollFirstEntry();
        if (first == null) {
            return Optional.empty();
        }
        first.getValue().inFlight = true;
        inFlight++;
        return Optional.of(first.getValue());
    }

    /** No longer in flight, and due again at the time that its tries say. */
    void retry(Pending pending) {
        land(pending);
        offer(pending);
    }

    /** Done with, whatever came of it; the next one of its lane may start. */
    void settle(Pending pending) {
        if (!pending.inFlight) {
            withdraw(pending);
        }
        land(pending);
        all.remove(pending.offset);
        var lane = pending.lane == Pending.NO_LANE ? null : lanes.get(pending.lane);
        if (lane == null) {
            return;
        }
        var wasHead = lane.peekFirst() == pending;
        lane.remove(pending);
        if (lane.isEmpty()) {
            lanes.remove(pending.lane);
        } else if (wasHead) {
            offer(lane.getFirst());
        }
    }

    /** When the next delivery becomes ready by time alone; empty where none waits. */
    Optional<Long> nextDueMillis() {
        return Optional.ofNullable(waiting.peek()).map(Pending::dueMillis);
    }

    boolean hasReady(long nowMillis) {
        wake(nowMillis);
        return !ready.isEmpty();
    }

    private void land(Pending pending) {
        if (pending.inFlight) {
            pending.inFlight = false;
            inFlight--;
        }
    }

    private void wake(long nowMillis) {
        for (var next = waiting.peek(); next != null && next.dueMillis() <= nowMillis; next = waiting.peek()) {
            waiting.poll();
            ready.put(next.offset, next);
        }
    }

    private void offer(Pending pending) {
        if (pending.inFlight) {
            return;
        }
        if (pending.dueMillis() > 0) {
            waiting.add(pending);
        } else {
            ready.put(pending.offset, pending);
        }
    }

    private void withdraw(Pending pending) {
        if (ready.remove(pending.offset) == null) {
            waiting.remove(pending);
        }
    }

    /** Rare: a redriven event, or one that is read again after a crash. */
    private void insert(ArrayDeque<Pending> lane, Pending pending) {
        var head = lane.getFirst();
        var ordered = new ArrayList<>(lane);
        ordered.add(pending);
        ordered.sort(Comparator.<Pending>comparingInt(other -> other.inFlight ? 0 : 1)
                .thenComparingLong(other -> other.offset));
        lane.clear();
        lane.addAll(ordered);
        // The new head may be another than the inserted one: a retry at the head may be newer than what waited behind
        // it.
        if (lane.getFirst() != head) {
            withdraw(head);
            offer(lane.getFirst());
        }
    }
}
