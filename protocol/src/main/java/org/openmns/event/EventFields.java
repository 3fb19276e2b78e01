package org.openmns.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Gathers the attributes of one event, whatever format they come in, with everything that is wrong with them. */
final class EventFields {

    private final Catalogue catalogue;
    private final boolean legacy;
    private final Sender sender;
    private final FieldErrors errors = new FieldErrors();
    private final Map<Attribute, String> values = new EnumMap<>(Attribute.class);
    private @Nullable EventType eventType;

    /** {@code legacy} types and the others exclude each other: their subscribers read different shapes. */
    EventFields(Catalogue catalogue, boolean legacy, Sender sender) {
        this.catalogue = catalogue;
        this.legacy = legacy;
        this.sender = sender;
    }

    FieldErrors errors() {
        return errors;
    }

    /** Reads the JSON value on which the parser stands. */
    void read(Attribute attribute, String field, JsonParser parser) throws IOException {
        boolean readable =
                parser.currentToken() == JsonToken.VALUE_STRING && parser.getTextLength() <= attribute.lengthMax();
        if (readable) {
            accept(attribute, field, parser.getText());
        } else {
            wrong(field);
            parser.skipChildren();
        }
    }

    /** {@code field} is how the sender calls this attribute. */
    void accept(Attribute attribute, String field, String value) {
        if (attribute.accepts(value) && (attribute != Attribute.TYPE || isPublishable(value))) {
            values.put(attribute, value);
        } else {
            wrong(field);
        }
    }

    private boolean isPublishable(String type) {
        eventType = catalogue.named(type);
        return eventType != null && eventType.description().legacy() == legacy;
    }

    /** Takes a value that follows other rules than its attribute's. */
    void put(Attribute attribute, String value) {
        values.put(attribute, value);
    }

    void wrong(String field) {
        // MNS's own words for this one.
        errors.add(field, "Please provide a valid " + (field.equals("type") ? "event type" : field));
    }

    void repeated(String field) {
        errors.add(field, "Please provide only one " + field);
    }

    /** Reports the attribute as wrong where it was not given. */
    void require(Attribute attribute, String field) {
        if (!values.containsKey(attribute)) {
            wrong(field);
        }
    }

    Optional<String> value(Attribute attribute) {
        return Optional.ofNullable(values.get(attribute));
    }

    /**
     * Why this is no event to publish, if so: first what is malformed, then whether its sender may publish the type, and only
     * then filtering and data against that, which costs more; data is asked for only where it has a schema.
     */
    Optional<Parsed> refusal(Filtering filtering, Supplier<JsonNode> data) {
        if (eventType != null && !sender.mayPublish().test(eventType.name())) {
            return Optional.of(errors.isEmpty() ? new Parsed.NotPermitted() : new Parsed.Invalid(errors));
        }
        if (eventType != null && values.containsKey(Attribute.TYPE) && !legacy) {
            eventType.filters().check(filtering, errors);
            eventType.schema().ifPresent(schema -> schema.check(data.get(), errors));
        }
        return errors.isEmpty() ? Optional.empty() : Optional.of(new Parsed.Invalid(errors));
    }

    /** The catalogue's entry, to be asked only where nothing is wrong. */
    EventType eventType() {
        return Objects.requireNonNull(eventType);
    }

    /** Only where nothing is wrong. */
    Parsed valid(Filtering filtering, byte[] body) {
        var id = new EventId(given(Attribute.SOURCE), given(Attribute.ID));
        var reference = values.containsKey(Attribute.DATAREF) || values.containsKey(Attribute.VERSIONID)
                ? new Event.Reference(value(Attribute.DATAREF), value(Attribute.VERSIONID))
                : Event.Reference.NONE;
        var attributes = new Event.Attributes(
                eventType().name(), id, given(Attribute.TIME), value(Attribute.SUBJECT), reference);
        var trace = new Event.Trace(sender.correlationId(), value(Attribute.TRACEPARENT));
        return new Parsed.Valid(new Event(attributes, filtering, new JsonBytes(body), trace));
    }

    private String given(Attribute attribute) {
        return Objects.requireNonNull(values.get(attribute));
    }
}
