package org.openmns.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A CloudEvent with its attributes in {@code ce-} headers and its data as the body; it goes out as a structured one.
 * {@code ce-filtering}, which is ours, holds a JSON object.
 */
final class BinaryFormat {

    private static final String PREFIX = "ce-";
    private static final String CONTENT_TYPE = "content-type";
    private static final Pattern JSON_TYPE = Pattern.compile("[^;]+/([^;]+\\+)?json *(;.*)?", Pattern.CASE_INSENSITIVE);

    /** Beyond it a header is refused unread; servers usually stop at 8 KiB. */
    private static final int HEADER_CHARS_MAX = 64 * 1024;

    private static final int NAME_CHARS_MAX = 64;

    private final Supplier<Catalogue> catalogue;
    private final Enrichment enrichment;

    BinaryFormat(Supplier<Catalogue> catalogue, Enrichment enrichment) {
        this.catalogue = catalogue;
        this.enrichment = enrichment;
    }

    Parsed parse(Map<String, String> headers, byte[] data, Sender sender) {
        if (data.length > EventFormat.EVENT_BYTES_MAX) {
            return StructuredFormat.tooLarge();
        }
        var pass = new Pass(new EventFields(catalogue.get(), false, sender));
        // Sorted, so that the same request always gets the same answer.
        new TreeMap<>(headers).forEach(pass::header);
        pass.data(data);
        return pass.result(data);
    }

    /** One event on its way through. */
    private final class Pass {

        private final EventFields fields;
        private Filtering filtering = Filtering.NONE;

        Pass(EventFields fields) {
            this.fields = fields;
        }

        void header(String header, String raw) {
            if (header.startsWith(PREFIX)) {
                attribute(header.substring(PREFIX.length()), raw);
            } else if (header.equals(CONTENT_TYPE)) {
                fields.accept(Attribute.DATACONTENTTYPE, Attribute.DATACONTENTTYPE.field(), raw.strip());
            }
        }

        private void attribute(String name, String raw) {
            var attribute = Attribute.named(name);
            boolean isFiltering = name.equals(FilteringReader.FIELD);
            if (!isFiltering && (attribute == null || attribute == Attribute.DATACONTENTTYPE)) {
                boolean nameable = name.length() <= NAME_CHARS_MAX && Text.isValidAndNotEmpty(name);
                fields.errors().add(nameable ? name : "body", StructuredFormat.ALLOWED);
                return;
            }
            var value = raw.length() <= HEADER_CHARS_MAX ? HeaderValue.decoded(raw) : Optional.<String>empty();
            if (value.isEmpty()) {
                fields.wrong(name);
            } else if (attribute != null) {
                fields.accept(attribute, name, value.get());
            } else {
                filtering(value.get().getBytes(StandardCharsets.UTF_8));
            }
        }

        private void filtering(byte[] json) {
            var fault = Json.walk(Json.DATA, json, Optional.of(JsonToken.START_OBJECT), this::filtering);
            fault.ifPresent(message -> fields.wrong(FilteringReader.FIELD));
        }

        private void filtering(JsonParser parser) throws IOException {
            filtering = FilteringReader.read(parser, fields.errors());
        }

        /** Data that goes inline must be JSON, or it would break the whole event. */
        void data(byte[] data) {
            if (data.length > 0 && isJson()) {
                Json.walk(Json.DATA, data, Optional.empty(), JsonParser::skipChildren)
                        .ifPresent(message -> fields.errors().add("data", message));
            }
        }

        private boolean isJson() {
            return fields.value(Attribute.DATACONTENTTYPE)
                    .filter(type -> JSON_TYPE.matcher(type).matches())
                    .isPresent();
        }

        Parsed result(byte[] data) {
            Attribute.REQUIRED.forEach(attribute -> fields.require(attribute, attribute.field()));
            return fields.refusal(filtering, () -> data.length > 0 && isJson() ? JsonTree.read(data) : JsonTree.NOTHING)
                    .orElseGet(() -> rendered(data));
        }

        private Parsed rendered(byte[] data) {
            var body = Structured.rendered(fields, data, isJson());
            return body.length > EventFormat.EVENT_BYTES_MAX
                    ? StructuredFormat.tooLarge()
                    : fields.valid(enrichment.enriched(fields.eventType(), filtering), body);
        }
    }
}
