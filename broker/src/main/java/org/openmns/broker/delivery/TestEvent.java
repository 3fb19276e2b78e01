package org.openmns.broker.delivery;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.openmns.event.Event;
import org.openmns.event.Event.Attributes;
import org.openmns.event.Event.Reference;
import org.openmns.event.Event.Trace;
import org.openmns.event.EventId;
import org.openmns.event.Filtering;
import org.openmns.event.JsonBytes;
import org.openmns.event.TopicName;

/** The event that says nothing but "this connection works". */
public final class TestEvent {

    public static final TopicName TYPE = new TopicName("mns-test-signal-1");

    private static final String SOURCE = "uk.nhs.multicast-notification-service";

    private TestEvent() {}

    /** A new one, published by the service itself. */
    public static Event at(Instant now) {
        return of(TYPE, now);
    }

    /** As if it were of this type, to ask somebody who wants to hear of such. */
    public static Event of(TopicName type, Instant now) {
        var id = UUID.randomUUID().toString();
        var time = now.truncatedTo(ChronoUnit.MILLIS).toString();
        var body = "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"%s\",\"type\":\"%s\",\"time\":\"%s\"}"
                .formatted(id, SOURCE, type, time);
        return new Event(
                new Attributes(type, new EventId(SOURCE, id), time, Optional.empty(), Reference.NONE),
                Filtering.NONE,
                JsonBytes.of(body),
                new Trace(UUID.randomUUID().toString(), Optional.empty()));
    }
}
