package org.openmns.criteria;

import java.util.Map;
import java.util.Optional;
import org.openmns.event.Event;
import org.openmns.event.EventId;
import org.openmns.event.Filtering;
import org.openmns.event.JsonBytes;
import org.openmns.event.TopicName;

/** Events to try criteria on. */
final class Events {

    static final String TYPE = "patientflags-change-1";

    private Events() {}

    /** An event with every attribute and this filtering. */
    static Event with(Map<String, Object> filtering) {
        return event(
                Optional.of("9000000009"),
                new Event.Reference(Optional.of("https://pf.example/1"), Optional.of("W/\"16\"")),
                filtering);
    }

    /** An event with the required attributes only. */
    static Event bare() {
        return event(Optional.empty(), Event.Reference.NONE, Map.of());
    }

    private static Event event(Optional<String> subject, Event.Reference reference, Map<String, Object> filtering) {
        return new Event(
                new Event.Attributes(
                        new TopicName(TYPE),
                        new EventId("uk.nhs.patient-flags-service", "e-1"),
                        "2026-11-22T10:00:00Z",
                        subject,
                        reference),
                new Filtering(filtering),
                JsonBytes.of("{}"),
                new Event.Trace("c-1", Optional.empty()));
    }
}
