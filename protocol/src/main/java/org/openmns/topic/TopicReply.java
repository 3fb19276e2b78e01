package org.openmns.topic;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.openmns.protocol.Message;

/** Every answer a topic gives. */
public sealed interface TopicReply extends Message {

    /** All events of this batch are durable; one offset an event, in order, that of its first publication if repeated. */
    record BatchPublished(long batch, List<Long> offsets) implements TopicReply {

        public BatchPublished {
            offsets = List.copyOf(offsets);
        }
    }

    /** The criteria apply to every event after {@code head}. */
    record Registered(long head) implements TopicReply {}

    record Head(long head) implements TopicReply {}

    /**
     * Everything at or before {@code settledThrough} is settled but by these, each of which has settled up to its own
     * offset.
     */
    record Lagging(long settledThrough, Map<UUID, Long> subscriptions) implements TopicReply {

        public Lagging {
            subscriptions = Map.copyOf(subscriptions);
        }
    }
}
