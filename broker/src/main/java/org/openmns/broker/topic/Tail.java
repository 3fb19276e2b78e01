package org.openmns.broker.topic;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.openmns.criteria.Criteria;
import org.openmns.subscription.SubscriptionCommand.Occurrence;

/** The end of the log in memory: what lets a subscription that has read nearly all of it be pushed again at once. */
final class Tail {

    private final ArrayDeque<Occurrence> events = new ArrayDeque<>();
    private final int eventsMax;
    private final long bytesMax;
    private long startsAfter;
    private long bytes;

    /** Empty: of a log that ends at {@code head} it knows what comes after. */
    Tail(int eventsMax, long bytesMax, long head) {
        this.eventsMax = eventsMax;
        this.bytesMax = bytesMax;
        this.startsAfter = head;
    }

    void add(Occurrence occurrence) {
        events.addLast(occurrence);
        bytes += occurrence.event().sizeBytes();
        while (events.size() > eventsMax || (bytes > bytesMax && events.size() > 1)) {
            var oldest = events.removeFirst();
            bytes -= oldest.event().sizeBytes();
            startsAfter = oldest.offset();
        }
    }

    /** Whether it holds every event after this offset. */
    boolean covers(long after) {
        return after >= startsAfter;
    }

    /** The events after this offset that match. */
    List<Occurrence> matching(Criteria criteria, long after) {
        var matching = new ArrayList<Occurrence>();
        for (var newest = events.descendingIterator(); newest.hasNext(); ) {
            var occurrence = newest.next();
            if (occurrence.offset() <= after) {
                break;
            }
            if (criteria.matches(occurrence.event())) {
                matching.add(occurrence);
            }
        }
        Collections.reverse(matching);
        return matching;
    }
}
