package org.openmns.broker.topic;

import org.openmns.broker.store.DuplicateHashes;
import org.openmns.broker.store.DuplicateHashes.Range;
import org.openmns.broker.topic.TopicFact.EventsPublished;
import org.openmns.event.TopicName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores what a topic knows duplicates by, a segment at a time, behind the back of the topic: nothing waits for it. A
 * segment that fails to be written is made up for by the next start, which reads its rows.
 *
 * <p>Only rows that are in the journal come here, so whoever else believes to be the topic's writer stores the same.
 */
final class SegmentWriter {

    /** What a start has to read from the log at most, beside what failed to be written: 0.1 s; 280 KB a segment. */
    private static final int SEGMENT_EVENTS = 10_000;

    private static final Logger log = LoggerFactory.getLogger(SegmentWriter.class);

    private final TopicName topic;
    private final DuplicateHashes store;
    private HashedEvents pending = new HashedEvents();
    private long first;

    SegmentWriter(TopicName topic, DuplicateHashes store) {
        this.topic = topic;
        this.store = store;
    }

    /** The next segment begins at this row; what was before it is stored, or need not be. */
    void beginAt(long sequence) {
        pending = new HashedEvents();
        first = sequence;
    }

    /** This row has been written; {@code oldest} is the first row whose events the topic still knows. */
    void add(EventsPublished row, long oldest) {
        pending.add(row);
        cutWhenFull(row.sequence(), oldest);
    }

    /** These events are all that the rows through this one hold. */
    void addAll(HashedEvents events, long through, long oldest) {
        pending.addAll(events);
        cutWhenFull(through, oldest);
    }

    private void cutWhenFull(long last, long oldest) {
        if (pending.size() >= SEGMENT_EVENTS) {
            cut(last, oldest);
        }
    }

    /** Ends a segment with this row. */
    void cut(long last, long oldest) {
        if (pending.size() > 0) {
            var range = new Range(first, last);
            store.write(topic, range, pending.toBytes(), oldest).whenComplete((written, failure) -> {
                if (failure != null) {
                    log.warn("topic={} could not store hashes of rows {} to {}", topic, range.first(), range.last());
                }
            });
        }
        beginAt(last + 1);
    }
}
