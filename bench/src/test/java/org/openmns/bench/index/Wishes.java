package org.openmns.bench.index;

import java.util.Map;
import java.util.Optional;
import org.openmns.event.Event;
import org.openmns.event.EventId;
import org.openmns.event.Filtering;
import org.openmns.event.JsonBytes;
import org.openmns.event.TopicName;

/** What many subscriptions ask for, each in the words of both contestants, and events about it. */
public enum Wishes {
    /** Each follows a patient of its own. */
    EQUALITY {
        @Override
        String criteria(int number) {
            return "eventType='t' AND subject='" + subject(number) + "'";
        }

        @Override
        String rule(int number) {
            return "{\"type\":[\"t\"],\"subject\":[\"" + subject(number) + "\"]}";
        }
    },
    /** A quarter each: a patient, a prefix, a range of numbers, either of two values. */
    MIXED {
        @Override
        String criteria(int number) {
            return "eventType='t' AND "
                    + switch (number % 4) {
                        case 0 -> "subject='" + subject(number) + "'";
                        case 1 -> "code LIKE '" + code(number) + "%'";
                        case 2 -> "weight>=" + number + " AND weight<" + (number + 1);
                        default -> "gp='G" + number + "' OR other='G" + number + "'";
                    };
        }

        @Override
        String rule(int number) {
            return "{\"type\":[\"t\"],"
                    + switch (number % 4) {
                        case 0 -> "\"subject\":[\"" + subject(number) + "\"]}";
                        case 1 -> "\"code\":[{\"prefix\":\"" + code(number) + "\"}]}";
                        case 2 -> "\"weight\":[{\"numeric\":[\">=\"," + number + ",\"<\"," + (number + 1) + "]}]}";
                        default -> "\"$or\":[{\"gp\":[\"G" + number + "\"]},{\"other\":[\"G" + number + "\"]}]}";
                    };
        }
    };

    static final TopicName TOPIC = new TopicName("t");

    abstract String criteria(int number);

    abstract String rule(int number);

    /** One that the subscription of this number alone matches. */
    static Event event(int number) {
        var filtering = Map.<String, Object>of(
                "code", code(number) + "-x", "weight", (long) number, "gp", "G" + number, "other", "none");
        return new Event(
                new Event.Attributes(
                        TOPIC,
                        new EventId("source", Integer.toString(number)),
                        "2026-11-22T10:00:00Z",
                        Optional.of(subject(number)),
                        Event.Reference.NONE),
                new Filtering(filtering),
                JsonBytes.of("{}"),
                new Event.Trace("c", Optional.empty()));
    }

    /** The same event as event-ruler sees it. */
    static String json(int number) {
        return "{\"type\":\"t\",\"source\":\"source\",\"id\":\"%d\",\"time\":\"2026-11-22T10:00:00Z\",\"subject\":\"%s\","
                        .formatted(number, subject(number))
                + "\"code\":\"%s-x\",\"weight\":%d,\"gp\":\"G%d\",\"other\":\"none\"}"
                        .formatted(code(number), number, number);
    }

    private static String subject(int number) {
        return "9%09d".formatted(number);
    }

    private static String code(int number) {
        return "C%07d".formatted(number);
    }
}
