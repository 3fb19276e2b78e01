package org.openmns.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A v1 event, from before MNS spoke CloudEvents, delivered as it was sent.
 *
 * <p>For criteria and duplicates its attributes are mapped: {@code subject} is {@code subject.nhsNumber}, and
 * {@code source} is {@code source.identifier.value}, for that one is unique, or else {@code source.name}. What else
 * {@code subject}, {@code source} or {@code data} hold is the publisher's business.
 */
final class LegacyFormat {

    private static final String ALLOWED = "Unknown attribute: a v1 event has id, type, subject, source, time and data; "
            + "send CloudEvents as application/cloudevents+json";
    private static final String SUBJECT = "subject";
    private static final String SOURCE = "source";
    private static final String IDENTIFIER = "source.identifier";
    private static final String SOURCE_NAME = "source.name";
    private static final String SOURCE_VALUE = "source.identifier.value";

    private static final Map<String, Attribute> MAPPED = Map.of(
            "id", Attribute.ID, "type", Attribute.TYPE, "time", Attribute.TIME, "subject.nhsNumber", Attribute.SUBJECT);
    private static final Set<String> TEXTS =
            Set.of("subject.familyName", "subject.dob", SOURCE_NAME, SOURCE_VALUE, "source.identifier.system");

    private final Supplier<Catalogue> catalogue;

    LegacyFormat(Supplier<Catalogue> catalogue) {
        this.catalogue = catalogue;
    }

    Parsed parse(byte[] json, Sender sender) {
        if (json.length > EventFormat.EVENT_BYTES_MAX) {
            return StructuredFormat.tooLarge();
        }
        var pass = new Pass(new EventFields(catalogue.get(), true, sender));
        var fault =
                Json.walk(Json.EVENT, json, Optional.of(JsonToken.START_OBJECT), parser -> pass.members("", parser));
        return fault.map(message -> Parsed.invalid("body", message)).orElseGet(() -> pass.result(json));
    }

    /** One event on its way through. */
    private static final class Pass {

        /** As for a structured event: beyond it nothing more is reported. */
        private static final int MEMBERS_MAX = 64;

        private static final int NAME_CHARS_MAX = 64;

        private final EventFields fields;
        private final Set<String> paths = new HashSet<>(32);

        Pass(EventFields fields) {
            this.fields = fields;
        }

        void members(String prefix, JsonParser parser) throws IOException {
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                var name = parser.currentName();
                parser.nextToken();
                // A dot in a name must not pass for a level.
                if (name.indexOf('.') < 0 && isKnown(prefix + name)) {
                    member(prefix + name, parser);
                } else {
                    unknown(prefix, name, parser);
                }
            }
        }

        private void member(String path, JsonParser parser) throws IOException {
            var attribute = MAPPED.get(path);
            if (!paths.add(path)) {
                fields.repeated(path);
                parser.skipChildren();
            } else if (attribute != null) {
                fields.read(attribute, path, parser);
            } else if (TEXTS.contains(path)) {
                text(path, parser);
            } else {
                object(path, parser);
            }
        }

        private static boolean isKnown(String path) {
            return MAPPED.containsKey(path) || TEXTS.contains(path) || isObject(path) || path.equals("data");
        }

        private static boolean isObject(String path) {
            return path.equals(SUBJECT) || path.equals(SOURCE) || path.equals(IDENTIFIER);
        }

        /** Only a top-level one is an error. */
        private void unknown(String prefix, String name, JsonParser parser) throws IOException {
            if (prefix.isEmpty()) {
                boolean nameable = name.length() <= NAME_CHARS_MAX && Text.isValidAndNotEmpty(name);
                boolean few = fields.errors().messages().size() < MEMBERS_MAX;
                fields.errors().add(nameable && few ? name : "body", ALLOWED);
            }
            parser.skipChildren();
        }

        private void object(String path, JsonParser parser) throws IOException {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                fields.wrong(path);
                parser.skipChildren();
            } else if (isObject(path)) {
                members(path + ".", parser);
            } else {
                parser.skipChildren();
            }
        }

        private void text(String path, JsonParser parser) throws IOException {
            boolean readable = parser.currentToken() == JsonToken.VALUE_STRING
                    && parser.getTextLength() <= Attribute.SOURCE.lengthMax()
                    && Text.isValid(parser.getText());
            if (!readable) {
                fields.wrong(path);
                parser.skipChildren();
            } else if (isSource(path) && !parser.getText().isEmpty()) {
                fields.put(Attribute.SOURCE, parser.getText());
            }
        }

        /** The identifier wins over the name, whichever comes first. */
        private boolean isSource(String path) {
            return path.equals(SOURCE_VALUE) || (path.equals(SOURCE_NAME) && !paths.contains(SOURCE_VALUE));
        }

        Parsed result(byte[] json) {
            fields.require(Attribute.ID, "id");
            fields.require(Attribute.TYPE, "type");
            fields.require(Attribute.TIME, "time");
            requireIn(SUBJECT, Attribute.SUBJECT, "subject.nhsNumber");
            requireIn(SOURCE, Attribute.SOURCE, SOURCE_VALUE);
            return fields.refusal(Filtering.NONE, () -> JsonTree.NOTHING)
                    .orElseGet(() -> fields.valid(Filtering.NONE, json));
        }

        /** Blames the object where it is missing or none at all, and what it lacks otherwise. */
        private void requireIn(String object, Attribute attribute, String path) {
            boolean isThere = paths.contains(object) && !fields.errors().has(object);
            fields.require(attribute, isThere ? path : object);
        }
    }
}
