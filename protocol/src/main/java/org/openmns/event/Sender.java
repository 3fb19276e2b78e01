package org.openmns.event;

import java.util.function.Predicate;

/** Who sends an event: under which correlation id, and which types it may publish. */
public record Sender(String correlationId, Predicate<TopicName> mayPublish) {

    /** Of what is looked at and never published. */
    public static Sender anybody(String correlationId) {
        return new Sender(correlationId, type -> true);
    }
}
