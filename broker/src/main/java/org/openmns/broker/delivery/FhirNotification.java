package org.openmns.broker.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.UUID;
import org.openmns.event.Event;

/** Writes an event as the FHIR R4 notification Bundle of MNS, member by member in the order that MNS sends. */
final class FhirNotification {

    private static final String PROFILE =
            "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-subscription-status-r4";
    private static final int USUAL_BYTES = 2_048;
    private static final JsonFactory JSON = new JsonFactory();

    /** What a notification is for, and how the subscription stands meanwhile; FHIR's words. */
    private enum Kind {
        EVENT("event-notification", "active"),
        HANDSHAKE("handshake", "requested");

        private final String code;
        private final String status;

        Kind(String code, String status) {
            this.code = code;
            this.status = status;
        }
    }

    private final Kind kind;
    private final Event event;
    private final String subscriptions;
    private final JsonGenerator json;

    private FhirNotification(Kind kind, Event event, String publicBaseUrl, JsonGenerator json) {
        this.kind = kind;
        this.event = event;
        this.subscriptions = publicBaseUrl + "/subscriptions";
        this.json = json;
    }

    /** The Bundle; {@code hydrated} is the JSON text of what the event refers to, where it was fetched. */
    static byte[] of(Event event, String publicBaseUrl, Optional<String> hydrated) {
        return write(Kind.EVENT, event, publicBaseUrl, hydrated);
    }

    /** The Bundle that tells of nothing but asks whether it arrives; this event says of which type others would be. */
    static byte[] handshake(Event event, String publicBaseUrl) {
        return write(Kind.HANDSHAKE, event, publicBaseUrl, Optional.empty());
    }

    private static byte[] write(Kind kind, Event event, String publicBaseUrl, Optional<String> hydrated) {
        var bytes = new ByteArrayOutputStream(USUAL_BYTES);
        try (var json = JSON.createGenerator(bytes)) {
            new FhirNotification(kind, event, publicBaseUrl, json).bundle(hydrated);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private void bundle(Optional<String> hydrated) throws IOException {
        json.writeStartObject();
        json.writeStringField("resourceType", "Bundle");
        json.writeStringField("id", event.id().id());
        json.writeStringField("type", "history");
        json.writeStringField("timestamp", event.attributes().time());
        json.writeArrayFieldStart("entry");
        notificationEntry();
        var dataref = dataref();
        if (hydrated.isPresent() && dataref.isPresent()) {
            hydratedEntry(dataref.get(), hydrated.get());
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void notificationEntry() throws IOException {
        // The same on every attempt and for every subscriber, for it names the event.
        var id = UUID.nameUUIDFromBytes((event.id().source() + '\n' + event.id().id()).getBytes(UTF_8))
                .toString();
        json.writeStartObject();
        json.writeStringField("fullUrl", "urn:uuid:" + id);
        json.writeObjectFieldStart("resource");
        json.writeStringField("resourceType", "Parameters");
        json.writeStringField("id", id);
        json.writeObjectFieldStart("meta");
        json.writeArrayFieldStart("profile");
        json.writeString(PROFILE);
        json.writeEndArray();
        json.writeEndObject();
        parameters();
        json.writeEndObject();
        exchange(subscriptions);
        json.writeEndObject();
    }

    private void parameters() throws IOException {
        json.writeArrayFieldStart("parameter");
        reference("subscription", subscriptions);
        value("status", "valueCode", kind.status);
        value("type", "valueCode", kind.code);
        if (kind == Kind.EVENT) {
            notificationEvent();
        }
        additionalContext();
        json.writeEndArray();
    }

    private void notificationEvent() throws IOException {
        startParts("notification-event");
        value("event-number", "valueString", "1");
        value("timestamp", "valueInstant", event.attributes().time());
        var dataref = dataref();
        if (dataref.isPresent()) {
            reference("focus", dataref.get());
        }
        endParts();
    }

    private void additionalContext() throws IOException {
        startParts("additional-context");
        value("event-type", "valueString", event.type().value());
        value("source", "valueUri", event.id().source());
        if (event.subject().isPresent()) {
            subject(event.subject().get());
        }
        var versionid = event.attributes().reference().versionid();
        if (versionid.isPresent()) {
            value("version-id", "valueString", versionid.get());
        }
        endParts();
    }

    private void subject(String subject) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", "subject");
        json.writeObjectFieldStart("valueReference");
        json.writeObjectFieldStart("identifier");
        json.writeStringField("value", subject);
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndObject();
    }

    private void hydratedEntry(String dataref, String resource) throws IOException {
        json.writeStartObject();
        json.writeStringField("fullUrl", dataref);
        json.writeFieldName("resource");
        // As it came: a FHIR decimal keeps its trailing zeros.
        json.writeRawValue(resource);
        exchange(dataref);
        json.writeEndObject();
    }

    private void exchange(String url) throws IOException {
        json.writeObjectFieldStart("request");
        json.writeStringField("method", "GET");
        json.writeStringField("url", url);
        json.writeEndObject();
        json.writeObjectFieldStart("response");
        json.writeStringField("status", "200");
        json.writeEndObject();
    }

    private void startParts(String name) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", name);
        json.writeArrayFieldStart("part");
    }

    private void endParts() throws IOException {
        json.writeEndArray();
        json.writeEndObject();
    }

    private void value(String name, String type, String value) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", name);
        json.writeStringField(type, value);
        json.writeEndObject();
    }

    private void reference(String name, String reference) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", name);
        json.writeObjectFieldStart("valueReference");
        json.writeStringField("reference", reference);
        json.writeEndObject();
        json.writeEndObject();
    }

    private Optional<String> dataref() {
        return event.attributes().reference().dataref();
    }
}
