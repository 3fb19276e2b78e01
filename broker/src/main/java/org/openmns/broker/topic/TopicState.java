package org.openmns.broker.topic;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.openmns.broker.topic.TopicFact.EventsPublished;
import org.openmns.broker.topic.TopicFact.MarksChange;
import org.openmns.event.Offset;
import org.openmns.protocol.Message;

/**
 * State of one topic as it is stored: where its log ends, and how far it has settled.
 *
 * @param head offset of the last event, 0 before the first
 * @param events how many there are
 * @param settledThrough everything that matched at or before it is settled by every subscription that is not lagging
 * @param lagging for each lagging subscription, the offset up to which it has settled
 */
record TopicState(long head, long events, long settledThrough, Map<UUID, Long> lagging) implements Message {

    static final TopicState EMPTY = new TopicState(Offset.NONE, 0, Offset.NONE, Map.of());

    TopicState {
        lagging = Collections.unmodifiableMap(lagging);
    }

    TopicState published(EventsPublished fact) {
        var added = fact.events().size();
        return new TopicState(Offset.of(fact.sequence(), added - 1), fact.before() + added, settledThrough, lagging)
                .with(fact.marks());
    }

    TopicState with(MarksChange change) {
        if (change.lagging().isEmpty() && change.caughtUp().isEmpty()) {
            return new TopicState(head, events, change.settledThrough(), lagging);
        }
        var next = new HashMap<>(lagging);
        next.putAll(change.lagging());
        change.caughtUp().forEach(next::remove);
        return new TopicState(head, events, change.settledThrough(), next);
    }
}
