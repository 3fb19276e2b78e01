package org.openmns.broker.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import org.openmns.event.Event;
import org.openmns.subscription.Channel.Payload;

/** Turns an event into the body that a subscriber receives: once per event and format, however many subscribers. */
final class Rendering {

    /** Fan-out sends one event to its subscribers within moments, so a little memory is enough. */
    private static final long CACHED_BYTES_MAX = 16 * 1024 * 1024;

    private final String publicBaseUrl;

    /** By identity: the subscriptions of a node share the event's object, and comparing bodies would cost more. */
    private final Cache<Event, byte[]> fhir = Caffeine.newBuilder()
            .weakKeys()
            .maximumWeight(CACHED_BYTES_MAX)
            .weigher((Event event, byte[] body) -> body.length)
            .executor(Runnable::run)
            .build();

    Rendering(String publicBaseUrl) {
        this.publicBaseUrl = publicBaseUrl;
    }

    /** The body, shared by all who get it; nobody may change it. */
    byte[] body(Event event, Payload payload) {
        return switch (payload) {
            case JSON, CLOUDEVENTS_JSON -> event.body().array();
            case FHIR_JSON -> fhir.get(event, this::bundle);
        };
    }

    /** The Bundle with the referenced data in it, which is one subscriber's own: it was read with their credentials. */
    byte[] hydrated(Event event, String resource) {
        return FhirNotification.of(event, publicBaseUrl, Optional.of(resource));
    }

    private byte[] bundle(Event event) {
        return FhirNotification.of(event, publicBaseUrl, Optional.empty());
    }
}
