package org.openmns.broker.subscription;

import java.util.List;
import java.util.TreeSet;

/**
 * How far one pass over the log has come, in memory: what it has {@code received}, what of that is fresh (taken and
 * neither settled nor held), and what is settled ahead of the oldest fresh one. There is one for the live log and, during
 * a replay, one for the past range.
 */
final class Track {

    private long received;
    private final TreeSet<Long> fresh = new TreeSet<>();
    private final TreeSet<Long> ahead;

    Track(Cursor cursor) {
        this.received = cursor.settled();
        this.ahead = new TreeSet<>(cursor.ahead());
    }

    /** Everything that matches at or before this offset has been taken. */
    long received() {
        return received;
    }

    void receivedThrough(long offset) {
        received = Math.max(received, offset);
    }

    /** Whether this offset need not be taken: it was, or it is settled. */
    boolean hasSeen(long offset) {
        return offset <= received || ahead.contains(offset);
    }

    void take(long offset) {
        fresh.add(offset);
    }

    /** The delivery waits for a retry or behind one: it no longer holds the cursor back. */
    void hold(long offset) {
        fresh.remove(offset);
    }

    /** Also what was held: it may lie beyond the oldest fresh one, and after a restart even beyond what is received. */
    void settle(long offset) {
        fresh.remove(offset);
        if (offset > settled()) {
            ahead.add(offset);
        }
    }

    boolean allSettled() {
        return fresh.isEmpty();
    }

    int freshCount() {
        return fresh.size();
    }

    /** Everything that matches at or before this offset is settled or held. */
    long settled() {
        return fresh.isEmpty() ? received : fresh.first() - 1;
    }

    /** What to store: a restart takes up from here and repeats nothing that is settled. */
    Cursor cursor() {
        var settled = settled();
        ahead.headSet(settled, true).clear();
        return new Cursor(settled, List.copyOf(ahead));
    }
}
