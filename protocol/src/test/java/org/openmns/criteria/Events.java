package org.openmns.criteria;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openmns.event.Event;
import org.openmns.event.EventId;
import org.openmns.event.Filtering;
import org.openmns.event.JsonBytes;
import org.openmns.event.TopicName;

/** Events to try criteria on, and criteria for them. */
final class Events {

    static final String TYPE = "patientflags-change-1";

    /** Values of every kind. */
    static final Event EVENT = with(Map.ofEntries(
            Map.entry("gp", "XY11"),
            Map.entry("code", "3"),
            Map.entry("padded", "03"),
            Map.entry("empty", ""),
            Map.entry("age", 70L),
            Map.entry("ageText", "70"),
            Map.entry("weight", new BigDecimal("3.50")),
            Map.entry("three", new BigDecimal("3.0")),
            Map.entry("huge", new BigDecimal("100E+2147483647")),
            Map.entry("tiny", new BigDecimal("1E-2147483640")),
            Map.entry("zero", new BigDecimal("0E+2147483640")),
            Map.entry("yes", true),
            Map.entry("products", List.of("P1", "P2")),
            Map.entry("sizes", List.of(1L, 30L)),
            Map.entry("none", List.of()),
            Map.entry("holey", Arrays.asList(null, "P2")),
            Map.entry("smile", "a\uD83D\uDE00b"),
            Map.entry("path", "50%_off\\"),
            Map.entry("source", "hidden")));

    private Events() {}

    static Criteria criteria(String expression) {
        return Criteria.parse("eventType='" + TYPE + "' AND " + expression);
    }

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
