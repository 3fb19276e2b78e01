package org.openmns.broker.topic;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.openmns.event.Event;
import org.openmns.protocol.Message;

/** What the journal of one topic holds: the log itself. Names and components are a storage format: add, never rename. */
public sealed interface TopicFact extends Message {

    /** About how much memory its events take. */
    default long sizeBytes() {
        return 0;
    }

    /**
     * One row of the log. {@code sequence} is the row's own sequence number, from which its events' offsets follow;
     * {@code before} is how many events the topic held before it.
     */
    record EventsPublished(long sequence, long before, Instant at, MarksChange marks, List<Event> events)
            implements TopicFact {

        public EventsPublished {
            events = List.copyOf(events);
        }

        @Override
        public long sizeBytes() {
            return events.stream().mapToLong(Event::sizeBytes).sum();
        }
    }

    /** Nothing was published, but what was before has settled. */
    record Settled(MarksChange marks) implements TopicFact {}

    /**
     * Everything that matched at or before {@code settledThrough} is settled by every subscription that is not lagging;
     * these lag, each with its own offset up to which it has settled, and these no longer do.
     */
    record MarksChange(long settledThrough, Map<UUID, Long> lagging, List<UUID> caughtUp) {

        public MarksChange {
            lagging = Map.copyOf(lagging);
            caughtUp = List.copyOf(caughtUp);
        }

        boolean changesNothing(TopicState state) {
            return settledThrough == state.settledThrough() && lagging.isEmpty() && caughtUp.isEmpty();
        }
    }
}
