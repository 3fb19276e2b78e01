package org.openmns.broker.cohort;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Which cohorts hold a text that is no NHS number. Compares the texts themselves, so that no collision decides. */
final class TextHolders {

    private static final int[] NONE = {};

    /** By text the handles, ascending; arrays are replaced, never changed. */
    private final ConcurrentMap<String, int[]> holders = new ConcurrentHashMap<>();

    void add(String text, int handle) {
        holders.merge(text, new int[] {handle}, (held, one) -> with(held, handle));
    }

    void remove(String text, int handle) {
        holders.computeIfPresent(text, (same, held) -> without(held, handle));
    }

    void holding(String text, IntConsumer told) {
        for (var handle : holders.getOrDefault(text, NONE)) {
            told.accept(handle);
        }
    }

    private static int[] with(int[] held, int handle) {
        var place = Arrays.binarySearch(held, handle);
        if (place >= 0) {
            return held;
        }
        var grown = Arrays.copyOf(held, held.length + 1);
        var at = -place - 1;
        System.arraycopy(held, at, grown, at + 1, held.length - at);
        grown[at] = handle;
        return grown;
    }

    private static int @Nullable [] without(int[] held, int handle) {
        var place = Arrays.binarySearch(held, handle);
        if (place < 0) {
            return held;
        }
        if (held.length == 1) {
            return null;
        }
        var rest = Arrays.copyOf(held, held.length - 1);
        System.arraycopy(held, place + 1, rest, place, rest.length - place);
        return rest;
    }
}
