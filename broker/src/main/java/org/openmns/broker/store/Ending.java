package org.openmns.broker.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** When a subscription ends, as its FHIR resource says. */
public final class Ending {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Ending() {}

    /** What the resource says, if anything. It was checked before it was stored; what cannot be read now is no end. */
    public static Optional<Instant> of(String resource) {
        try {
            var end = JSON.readTree(resource).path("end").asText("");
            return end.isEmpty()
                    ? Optional.empty()
                    : Optional.of(OffsetDateTime.parse(end).toInstant());
        } catch (JsonProcessingException | DateTimeException unreadable) {
            return Optional.empty();
        }
    }
}
