package org.openmns.broker.cohort;

import java.util.function.IntConsumer;

/**
 * Which cohorts hold an NHS number: some 64 million pairs of two ints. Spread over many segments, so that growing copies
 * little at a time and writers seldom meet.
 */
final class NumberHolders {

    /** With 64 million pairs a segment takes 200 KB, which is copied in some 50 µs and is no humongous object to G1. */
    private static final int SEGMENT_BITS = 12;

    private final NumberSegment[] segments = new NumberSegment[1 << SEGMENT_BITS];

    NumberHolders() {
        for (var i = 0; i < segments.length; i++) {
            segments[i] = new NumberSegment();
        }
    }

    void add(int number, int handle) {
        segment(number).add(number, handle);
    }

    void remove(int number, int handle) {
        segment(number).remove(number, handle);
    }

    void holding(int number, IntConsumer told) {
        segment(number).holding(number, told);
    }

    private NumberSegment segment(int number) {
        return segments[(int) (NumberSegment.hash(number) >>> (Long.SIZE - SEGMENT_BITS))];
    }
}
