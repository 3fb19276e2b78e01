package org.openmns.http;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.openmns.event.Event;
import org.openmns.event.TopicName;

/** Tells whoever publishes, follows or reads a deprecated event type from when it is so (RFC 9745). */
final class Deprecation {

    private static final String NAME = "Deprecation";

    private final EventTypes types;

    Deprecation(EventTypes types) {
        this.types = types;
    }

    /** This answer, which is about this type. */
    HttpResponse on(HttpResponse answer, TopicName type) {
        return on(answer, types.entries().deprecation(type));
    }

    /** This answer, which is about these events: of several types the date that comes first. */
    HttpResponse on(HttpResponse answer, List<Event> events) {
        var entries = types.entries();
        var first = Optional.<Instant>empty();
        for (var event : events) {
            first = earlier(first, entries.deprecation(event.type()));
        }
        return on(answer, first);
    }

    private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
        return one.isEmpty() || (other.isPresent() && other.get().isBefore(one.get())) ? other : one;
    }

    private static HttpResponse on(HttpResponse answer, Optional<Instant> date) {
        return date.map(from -> answer.addHeader(RawHeader.create(NAME, "@" + from.getEpochSecond())))
                .orElse(answer);
    }
}
