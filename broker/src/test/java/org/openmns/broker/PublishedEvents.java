package org.openmns.broker;

import java.util.Map;
import java.util.Optional;
import org.openmns.event.Event;
import org.openmns.event.Event.Attributes;
import org.openmns.event.Event.Reference;
import org.openmns.event.Event.Trace;
import org.openmns.event.EventId;
import org.openmns.event.Filtering;
import org.openmns.event.JsonBytes;
import org.openmns.event.TopicName;

/** Events as a publisher's request would have been read, for tests that begin behind the door. */
public final class PublishedEvents {

    public static final TopicName TYPE = new TopicName("pds-change-of-gp-2");

    private PublishedEvents() {}

    /** An event without a subject. */
    public static Event event(String id) {
        return event(id, Optional.empty(), Map.of(), "{}");
    }

    /** An event about this patient. */
    public static Event about(String subject, String id) {
        return event(id, Optional.of(subject), Map.of(), "{}");
    }

    /** An event with one attribute for criteria. */
    public static Event with(String name, Object value, String id) {
        return event(id, Optional.empty(), Map.of(name, value), "{}");
    }

    /** An event whose body has this size, to which {@link Event#sizeBytes} adds the same for each. */
    public static Event ofBytes(int bytes, String id) {
        return event(id, Optional.empty(), Map.of(), "x".repeat(bytes));
    }

    private static Event event(String id, Optional<String> subject, Map<String, Object> filtering, String body) {
        return new Event(
                new Attributes(
                        TYPE, new EventId("uk.nhs.tests", id), "2026-03-01T09:00:00+00:00", subject, Reference.NONE),
                new Filtering(filtering),
                JsonBytes.of(body),
                new Trace("correlation-" + id, Optional.empty()));
    }
}
