package org.openmns.event;

/**
 * Arithmetic on offsets. An offset is the place of an event in its topic: {@code (journal sequence number << 16) | index
 * in the row}. Offsets grow, with holes; 0 is before every event.
 */
public final class Offset {

    /** Events that one journal row may hold: below 2^16, so that an index never spills into the sequence number. */
    public static final int ROW_EVENTS_MAX = 1_000;

    /** Before every event. */
    public static final long NONE = 0;

    private static final int INDEX_BITS = 16;

    private Offset() {}

    public static long of(long sequence, int index) {
        return sequence << INDEX_BITS | index;
    }

    /** The last offset that the journal row with this sequence number could hold. */
    public static long endOf(long sequence) {
        return of(sequence, (1 << INDEX_BITS) - 1);
    }

    public static long sequence(long offset) {
        return offset >>> INDEX_BITS;
    }

    public static int index(long offset) {
        return (int) (offset & ((1 << INDEX_BITS) - 1));
    }
}
