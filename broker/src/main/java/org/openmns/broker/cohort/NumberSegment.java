package org.openmns.broker.cohort;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;

/**
 * Pairs of an NHS number and a cohort's handle in one array with open addressing: a number's pairs lie at or after the
 * place that its hash says, before the next empty slot. Readers take no lock: a pair is one long and appears, and goes, at
 * once; it never moves but into another array, of which readers see the old one or the new one.
 */
final class NumberSegment {

    private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(long[].class);

    private static final long EMPTY = 0;

    /** Where a pair was: those after it must still be found. */
    private static final long REMOVED = -1;

    private static final long[] NONE = {EMPTY};
    private static final int LENGTH_MIN = 8;

    /** Fuller, a number that nobody holds would cost more than about eight steps. */
    private static final double LOAD_MAX = 0.75;

    /** What a new array is filled to: a pair takes 10.7 to 14.2 bytes, and has been copied three times. */
    private static final double LOAD_NEW = LOAD_MAX * 3 / 4;

    /** Below it, removed pairs have left so much room that it is given back. */
    private static final double LOAD_MIN = LOAD_NEW / 4;

    /** Chosen anew by each process, so that nobody can choose numbers that meet in one place. */
    private static final long SEED = new SplittableRandom().nextLong();

    private volatile long[] slots = NONE;
    private int pairs;
    private int removed;

    /** Its highest bits choose the segment, those after them the place. */
    static long hash(int number) {
        var mixed = (number ^ SEED) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }

    synchronized void add(int number, int handle) {
        if (pairs + removed + 1 > slots.length * LOAD_MAX) {
            rebuild(pairs + 1);
        }
        var pair = pair(number, handle);
        var at = find(slots, number, pair);
        if (slots[at] == EMPTY) {
            SLOTS.setRelease(slots, at, pair);
            pairs++;
        }
    }

    synchronized void remove(int number, int handle) {
        var at = find(slots, number, pair(number, handle));
        if (slots[at] == EMPTY) {
            return;
        }
        SLOTS.setRelease(slots, at, REMOVED);
        pairs--;
        removed++;
        if (pairs < slots.length * LOAD_MIN && slots.length > LENGTH_MIN) {
            rebuild(pairs);
        }
    }

    void holding(int number, IntConsumer told) {
        var seen = slots;
        var at = place(number, seen.length);
        for (var slot = (long) SLOTS.getAcquire(seen, at); slot != EMPTY; slot = (long) SLOTS.getAcquire(seen, at)) {
            if (slot >>> Integer.SIZE == number) {
                told.accept((int) slot);
            }
            at = after(at, seen.length);
        }
    }

    /** Where this pair is, or the empty slot after all those of its number. */
    private static int find(long[] slots, int number, long pair) {
        var at = place(number, slots.length);
        while (slots[at] != pair && slots[at] != EMPTY) {
            at = after(at, slots.length);
        }
        return at;
    }

    private void rebuild(int room) {
        var old = slots;
        var rebuilt = new long[Math.max(LENGTH_MIN, (int) (room / LOAD_NEW))];
        for (var slot : old) {
            if (slot != EMPTY && slot != REMOVED) {
                rebuilt[find(rebuilt, (int) (slot >>> Integer.SIZE), slot)] = slot;
            }
        }
        slots = rebuilt;
        removed = 0;
    }

    private static int place(int number, int length) {
        var below = (hash(number) << 12) >>> Integer.SIZE;
        return (int) ((below * length) >>> Integer.SIZE);
    }

    private static int after(int at, int length) {
        return at + 1 == length ? 0 : at + 1;
    }

    private static long pair(int number, int handle) {
        return ((long) number << Integer.SIZE) | handle;
    }
}
