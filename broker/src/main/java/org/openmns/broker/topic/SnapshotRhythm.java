package org.openmns.broker.topic;

/**
 * When a topic takes a snapshot between those that are counted by rows: rows differ by a factor of a thousand, and
 * recovery reads all that came since the last one.
 */
final class SnapshotRhythm {

    private final long everyBytes;

    /** Bytes of events written since the start or the last snapshot for their sake. */
    private long since;

    SnapshotRhythm(long everyBytes) {
        this.everyBytes = everyBytes;
    }

    /** Counts this row, which is the last one; to be asked once a row. */
    boolean isDueAfter(TopicFact row) {
        since += row.sizeBytes();
        if (since < everyBytes) {
            return false;
        }
        since = 0;
        return true;
    }
}
