package org.openmns.broker.simulation;

import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.openmns.criteria.Criteria;
import org.openmns.event.Event;
import org.openmns.event.Event.Attributes;
import org.openmns.event.Event.Reference;
import org.openmns.event.Event.Trace;
import org.openmns.event.EventId;
import org.openmns.event.Filtering;
import org.openmns.event.JsonBytes;
import org.openmns.event.TopicName;

/** Random events of one type about few patients, and criteria that match some of them. */
final class SimulatedEvents {

    private static final TopicName TYPE = new TopicName("pds-change-of-gp-2");

    private SimulatedEvents() {}

    static Event event(Random random, int number) {
        var subject = random.nextInt(8) == 0 ? Optional.<String>empty() : Optional.of("patient-" + random.nextInt(5));
        return new Event(
                new Attributes(
                        TYPE,
                        new EventId("source", "event-" + number),
                        "2026-01-01T00:00:00Z",
                        subject,
                        Reference.NONE),
                new Filtering(Map.of("practice", "P" + random.nextInt(4))),
                JsonBytes.of("{}"),
                new Trace("", Optional.empty()));
    }

    static Criteria criteria(Random random) {
        var practice = random.nextInt(4);
        return Criteria.parse(
                switch (random.nextInt(3)) {
                    case 0 -> "eventType='pds-change-of-gp-2'";
                    case 1 -> "eventType='pds-change-of-gp-2' AND practice='P" + practice + "'";
                    default -> "eventType='pds-change-of-gp-2' AND NOT practice='P" + practice + "'";
                });
    }
}
