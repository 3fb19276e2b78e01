package org.openmns.event;

import java.util.Optional;
import org.openmns.protocol.Message;

/**
 * One event as a publisher sent it: a constrained CloudEvent 1.0, or a legacy v1 event with its attributes mapped.
 *
 * <p>{@code body} is what a subscriber receives: the published JSON, byte for byte, without {@code filtering}. The other
 * components are what the broker itself needs to know, parsed once. Part of the journal format: only grows.
 */
public record Event(Attributes attributes, Filtering filtering, JsonBytes body, Trace trace) implements Message {

    /** What objects and headers around the body weigh in memory, about. */
    private static final int OVERHEAD_BYTES = 512;

    /** The context attributes; {@code time} is kept as it was sent. */
    public record Attributes(TopicName type, EventId id, String time, Optional<String> subject, Reference reference) {

        /** Says what and where from, not to whom. */
        @Override
        public String toString() {
            return "Attributes[" + type + "]";
        }
    }

    /** Where the data can be read, and in which version. */
    public record Reference(Optional<String> dataref, Optional<String> versionid) {

        public static final Reference NONE = new Reference(Optional.empty(), Optional.empty());

        @Override
        public String toString() {
            return "Reference";
        }
    }

    /** What links a delivery to its publication: the publisher's correlation id, and its W3C trace context. */
    public record Trace(String correlationId, Optional<String> traceparent) {}

    public TopicName type() {
        return attributes.type();
    }

    public EventId id() {
        return attributes.id();
    }

    public Optional<String> subject() {
        return attributes.subject();
    }

    /** About how much memory this event takes, for limits on what waits. */
    public int sizeBytes() {
        return body.length() + OVERHEAD_BYTES;
    }
}
