package org.openmns.broker.topic;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.openmns.broker.store.DuplicateHashes.Range;

/** From where a starting topic learns what it has published: its stored segments, and the log where there are none. */
final class WindowPlan {

    private WindowPlan() {}

    /** Some journal rows, and whether a segment holds what is to be known of them. */
    record Part(Range rows, boolean isStored) {

        /** The same rows from the log: the segment is gone, or of a form that is not known. */
        Part fromLog() {
            return new Part(rows, false);
        }

        /** What of it is left to read after this row. */
        Part after(long sequence) {
            return new Part(new Range(sequence + 1, rows.last()), isStored);
        }
    }

    /**
     * All segments, and the rows from {@code start} through {@code head} that none of them covers, in the order of the log.
     * A segment that ends past the head, as this topic has recovered it, is not trusted.
     */
    static Deque<Part> of(List<Range> segments, long start, long head) {
        var parts = new ArrayDeque<Part>();
        var next = start;
        for (var segment : segments.stream()
                .sorted(Comparator.comparingLong(Range::first).thenComparingLong(Range::last))
                .toList()) {
            if (segment.last() > head) {
                continue;
            }
            if (segment.first() > next) {
                parts.add(new Part(new Range(next, segment.first() - 1), false));
            }
            parts.add(new Part(segment, true));
            next = Math.max(next, segment.last() + 1);
        }
        if (next <= head) {
            parts.add(new Part(new Range(next, head), false));
        }
        return parts;
    }
}
