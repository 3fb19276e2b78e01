package org.openmns.broker.index;

import org.jspecify.annotations.Nullable;
import org.openmns.subscription.SubscriptionId;

/** Entries by their subscription's id: a table with open addressing, which takes 5 to 11 bytes an entry. */
final class EntryTable {

    private static final int LENGTH_MIN = 16;

    private @Nullable Entry[] slots = new Entry[LENGTH_MIN];
    private int size;

    int size() {
        return size;
    }

    @Nullable
    Entry get(SubscriptionId subscription) {
        return slots[
                slotOf(
                        subscription.value().getMostSignificantBits(),
                        subscription.value().getLeastSignificantBits())];
    }

    /** Adds an entry whose subscription has none. */
    void add(Entry entry) {
        size++;
        if (size > slots.length / 4 * 3) {
            grow();
        }
        slots[slotOf(entry.high, entry.low)] = entry;
    }

    /** Those behind it move up, as if it had never been there. */
    void remove(Entry entry) {
        var free = slotOf(entry.high, entry.low);
        slots[free] = null;
        size--;
        var next = after(free);
        for (var moved = slots[next]; moved != null; moved = slots[next]) {
            slots[next] = null;
            slots[slotOf(moved.high, moved.low)] = moved;
            next = after(next);
        }
    }

    private void grow() {
        var old = slots;
        slots = new Entry[old.length * 2];
        for (var entry : old) {
            if (entry != null) {
                slots[slotOf(entry.high, entry.low)] = entry;
            }
        }
    }

    /** Where this id is, or the free slot where it would be. */
    private int slotOf(long high, long low) {
        var slot = first(high, low);
        for (var entry = slots[slot]; entry != null; entry = slots[slot]) {
            if (entry.high == high && entry.low == low) {
                return slot;
            }
            slot = after(slot);
        }
        return slot;
    }

    /** The upper bits of a product spread well whatever the ids are; the factor is 2^64 by the golden ratio. */
    private int first(long high, long low) {
        var hash = (high ^ Long.rotateLeft(low, 32)) * 0x9E3779B97F4A7C15L;
        return (int) (hash >>> (Long.numberOfLeadingZeros(slots.length) + 1));
    }

    private int after(int slot) {
        return (slot + 1) & (slots.length - 1);
    }
}
