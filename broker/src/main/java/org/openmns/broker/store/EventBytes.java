package org.openmns.broker.store;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.openmns.event.Event;

/** An event as the bytes of a column: CBOR, a stored format that only grows, as {@link Event} does. */
final class EventBytes {

    private static final ObjectMapper CBOR = CBORMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private EventBytes() {}

    static byte[] write(Event event) {
        try {
            return CBOR.writeValueAsBytes(event);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    static Event read(byte[] bytes) {
        try {
            return CBOR.readValue(bytes, Event.class);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Without the cause's message, which quotes the bytes. */
    private static UncheckedIOException unusable(IOException cause) {
        return new UncheckedIOException(new IOException(
                "an event in the database is unusable: " + cause.getClass().getSimpleName()));
    }
}
