package org.openmns.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** A CloudEvent as one JSON object, read in one pass; what goes out is its own bytes, without {@code filtering}. */
final class StructuredFormat {

    static final String ALLOWED =
            "Unknown attribute: an event has specversion, id, source, type, time, subject, dataref, "
                    + "versionid, filtering and CloudEvents' datacontenttype, dataschema, data, data_base64, traceparent, "
                    + "tracestate, partitionkey, sequence";

    private static final String DATA = "data";

    /** Far more than there are: beyond it nothing more is reported. */
    private static final int MEMBERS_MAX = 64;

    private static final int NAME_CHARS_MAX = 64;

    private final Supplier<Catalogue> catalogue;
    private final Enrichment enrichment;

    StructuredFormat(Supplier<Catalogue> catalogue, Enrichment enrichment) {
        this.catalogue = catalogue;
        this.enrichment = enrichment;
    }

    Parsed parse(byte[] json, Sender sender) {
        if (json.length > EventFormat.EVENT_BYTES_MAX) {
            return tooLarge();
        }
        var pass = new Pass(new EventFields(catalogue.get(), false, sender));
        var fault = Json.walk(Json.EVENT, json, Optional.of(JsonToken.START_OBJECT), pass::members);
        return fault.map(message -> Parsed.invalid("body", message)).orElseGet(() -> pass.result(json));
    }

    static Parsed tooLarge() {
        return Parsed.invalid("body", "Please provide an event of at most " + EventFormat.EVENT_BYTES_MAX + " bytes");
    }

    /** One event on its way through. */
    private final class Pass {

        private final EventFields fields;
        private final Set<String> names = new HashSet<>(32);
        private Filtering filtering = Filtering.NONE;
        private int filteringStart;
        private int filteringEnd;

        Pass(EventFields fields) {
            this.fields = fields;
        }

        void members(JsonParser parser) throws IOException {
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                var name = parser.currentName();
                if (name.length() > NAME_CHARS_MAX || names.size() == MEMBERS_MAX || !Text.isValidAndNotEmpty(name)) {
                    fields.errors().add("body", ALLOWED);
                    skip(parser);
                } else if (names.add(name)) {
                    member(name, parser);
                } else {
                    fields.repeated(name);
                    skip(parser);
                }
            }
        }

        private void skip(JsonParser parser) throws IOException {
            parser.nextToken();
            parser.skipChildren();
        }

        private void member(String name, JsonParser parser) throws IOException {
            var attribute = Attribute.named(name);
            if (attribute != null) {
                parser.nextToken();
                fields.read(attribute, name, parser);
            } else if (name.equals(FilteringReader.FIELD)) {
                filtering(parser);
            } else {
                data(name, parser);
            }
        }

        private void filtering(JsonParser parser) throws IOException {
            filteringStart = (int) parser.currentTokenLocation().getByteOffset();
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                filtering = FilteringReader.read(parser, fields.errors());
                filteringEnd = (int) parser.currentLocation().getByteOffset();
            } else {
                fields.wrong(FilteringReader.FIELD);
                parser.skipChildren();
            }
        }

        private void data(String name, JsonParser parser) throws IOException {
            var token = parser.nextToken();
            if (name.equals("data_base64")) {
                if (token != JsonToken.VALUE_STRING || !Base64Text.isValid(parser.getText()) || names.contains(DATA)) {
                    fields.wrong(name);
                }
            } else if (!name.equals(DATA) || names.contains("data_base64")) {
                fields.errors().add(name, name.equals(DATA) ? "Please provide a valid data" : ALLOWED);
            }
            parser.skipChildren();
        }

        Parsed result(byte[] json) {
            Attribute.REQUIRED.forEach(attribute -> fields.require(attribute, attribute.field()));
            return fields.refusal(filtering, () -> JsonTree.read(json).path(DATA))
                    .orElseGet(() -> fields.valid(enrichment.enriched(fields.eventType(), filtering), body(json)));
        }

        private byte[] body(byte[] json) {
            return filteringEnd == 0 ? json : MemberCut.without(json, filteringStart, filteringEnd);
        }
    }
}
