package org.openmns.bench.sink;

import java.util.Arrays;

/**
 * Which events arrived on which path: 64 events of a path share a slot of 16 bytes, so that neither many events on one path
 * nor few on each of a million take much.
 */
final class Seen {

    private static final int SLOTS_FIRST = 1 << 16;
    private static final long FREE = -1;
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private long[] keys = free(SLOTS_FIRST);
    private long[] bits = new long[SLOTS_FIRST];
    private int used;

    /** Whether it was new. Paths and numbers of up to 31 and 32 bits. */
    boolean add(int path, long number) {
        var slot = slot(((long) path << 32) | (number >>> 6));
        var bit = 1L << number;
        var isNew = (bits[slot] & bit) == 0;
        bits[slot] |= bit;
        return isNew;
    }

    private int slot(long key) {
        var slot = find(key);
        if (keys[slot] == key) {
            return slot;
        }
        if (used >= keys.length / 2) {
            grow();
            slot = find(key);
        }
        used++;
        keys[slot] = key;
        return slot;
    }

    /** Where the key is, or would be. */
    private int find(long key) {
        var slot = (int) ((key * SPREAD) >>> 32) & (keys.length - 1);
        while (keys[slot] != FREE && keys[slot] != key) {
            slot = (slot + 1) & (keys.length - 1);
        }
        return slot;
    }

    private void grow() {
        var keysBefore = keys;
        var bitsBefore = bits;
        keys = free(keysBefore.length * 2);
        bits = new long[keys.length];
        for (var slot = 0; slot < keysBefore.length; slot++) {
            if (keysBefore[slot] != FREE) {
                var moved = find(keysBefore[slot]);
                keys[moved] = keysBefore[slot];
                bits[moved] = bitsBefore[slot];
            }
        }
    }

    private static long[] free(int slots) {
        var keys = new long[slots];
        Arrays.fill(keys, FREE);
        return keys;
    }
}
