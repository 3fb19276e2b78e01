package org.openmns.broker.topic;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.OptionalLong;
import org.openmns.event.EventId;

/**
 * The events published lately, by a 128-bit hash of source and id, so that one that is published again is recognised.
 *
 * <p>A ring in publication order over flat arrays (28 bytes an event) with an open-addressing table of places in it
 * (8 bytes an event): one million events in some 36 MB, grown as needed. Holds the last {@code eventsMax} events and
 * whatever is younger than {@code timeMin}, up to {@code HARD_FACTOR} times as many.
 */
final class DuplicateWindow {

    /** However many are published within the time: the limit on memory. */
    private static final int HARD_FACTOR = 4;

    private static final int CAPACITY_MIN = 1_024;

    private final int eventsMax;
    private final Duration timeMin;
    private long[] high = new long[CAPACITY_MIN];
    private long[] low = new long[CAPACITY_MIN];
    private long[] offsets = new long[CAPACITY_MIN];
    private int[] seconds = new int[CAPACITY_MIN];
    private int[] table = emptyTable(CAPACITY_MIN);
    private int first;
    private int size;

    DuplicateWindow(int eventsMax, Duration timeMin) {
        this.eventsMax = eventsMax;
        this.timeMin = timeMin;
    }

    int size() {
        return size;
    }

    /** The offset of the oldest event that is remembered; past every event where there is none. */
    long oldest() {
        return size == 0 ? Long.MAX_VALUE : offsets[first];
    }

    /** The offset at which this event was first published, where it is remembered. */
    OptionalLong find(EventId id) {
        var slot = slotOf(IdHash.high(id), IdHash.low(id));
        return table[slot] < 0 ? OptionalLong.empty() : OptionalLong.of(offsets[table[slot]]);
    }

    /** Remembers an event that is not in the window. */
    void add(EventId id, long offset, Instant at) {
        add(IdHash.high(id), IdHash.low(id), offset, HashedEvents.second(at));
    }

    /** Remembers these events, oldest first, save those that are in the window. */
    void addAll(HashedEvents events) {
        events.forEach((hashHigh, hashLow, offset, second) -> {
            if (table[slotOf(hashHigh, hashLow)] < 0) {
                add(hashHigh, hashLow, offset, second);
            }
        });
    }

    private void add(long hashHigh, long hashLow, long offset, int second) {
        evict(second);
        if (size == high.length) {
            grow();
        }
        var place = (first + size) & (high.length - 1);
        high[place] = hashHigh;
        low[place] = hashLow;
        offsets[place] = offset;
        seconds[place] = second;
        table[slotOf(hashHigh, hashLow)] = place;
        size++;
    }

    private void evict(int now) {
        var oldestToKeep = now - (int) timeMin.toSeconds();
        while (size > 0
                && size >= eventsMax
                // By difference, which survives the year 2038.
                && (seconds[first] - oldestToKeep < 0 || size >= (long) eventsMax * HARD_FACTOR)) {
            removeFromTable(slotOf(high[first], low[first]));
            first = (first + 1) & (high.length - 1);
            size--;
        }
    }

    /** The slot that holds this hash, or the free one where it would go. */
    private int slotOf(long hashHigh, long hashLow) {
        var slot = (int) hashLow & (table.length - 1);
        while (table[slot] >= 0 && (low[table[slot]] != hashLow || high[table[slot]] != hashHigh)) {
            slot = (slot + 1) & (table.length - 1);
        }
        return slot;
    }

    /** Linear probing without tombstones: what follows is moved back where it may be. */
    private void removeFromTable(int slot) {
        var mask = table.length - 1;
        var free = slot;
        for (var next = (slot + 1) & mask; table[next] >= 0; next = (next + 1) & mask) {
            var home = (int) low[table[next]] & mask;
            if (((next - home) & mask) >= ((next - free) & mask)) {
                table[free] = table[next];
                free = next;
            }
        }
        table[free] = -1;
    }

    private void grow() {
        var capacity = high.length * 2;
        high = unrolled(high, capacity);
        low = unrolled(low, capacity);
        offsets = unrolled(offsets, capacity);
        var grownSeconds = new int[capacity];
        for (var i = 0; i < size; i++) {
            grownSeconds[i] = seconds[(first + i) & (seconds.length - 1)];
        }
        seconds = grownSeconds;
        first = 0;
        table = emptyTable(capacity);
        for (var place = 0; place < size; place++) {
            table[slotOf(high[place], low[place])] = place;
        }
    }

    private long[] unrolled(long[] ring, int capacity) {
        var grown = new long[capacity];
        for (var i = 0; i < size; i++) {
            grown[i] = ring[(first + i) & (ring.length - 1)];
        }
        return grown;
    }

    private static int[] emptyTable(int capacity) {
        var table = new int[capacity * 2];
        Arrays.fill(table, -1);
        return table;
    }
}
