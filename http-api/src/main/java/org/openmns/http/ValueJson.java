package org.openmns.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openmns.event.FieldErrors;

/** A JSON array of values, or an object whose fields are such arrays; no tree of it is built. */
final class ValueJson implements ValueReader {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(32)
                    .maxNameLength(128)
                    .maxNumberLength(100)
                    .maxStringLength(64 << 10)
                    .build())
            .build();

    private final Map<String, ValueList> lists;
    private final boolean isObject;
    private final FieldErrors errors = new FieldErrors();
    private final Set<String> fields = new HashSet<>();
    private final JsonParser parser;
    private int depth;
    private boolean closed;

    /** The field that is being read, and how many elements of it were; empty for the array itself. */
    private String field = "";

    private @Nullable ValueList list;
    private int index;

    private ValueJson(Map<String, ValueList> lists, boolean isObject) {
        this.lists = lists;
        this.isObject = isObject;
        try {
            this.parser = FACTORY.createNonBlockingByteArrayParser();
        } catch (IOException impossible) {
            throw new UncheckedIOException("reading from memory", impossible);
        }
    }

    static ValueJson array(ValueList values) {
        return new ValueJson(Map.of("", values), false);
    }

    /** An object with some of these fields. */
    static ValueJson object(Map<String, ValueList> lists) {
        return new ValueJson(lists, true);
    }

    /** The fields that there were. */
    Set<String> fields() {
        return fields;
    }

    @Override
    public FieldErrors errors() {
        return errors;
    }

    @Override
    public void take(byte[] bytes) {
        read(() -> ((ByteArrayFeeder) parser.getNonBlockingInputFeeder()).feedInput(bytes, 0, bytes.length));
    }

    @Override
    public void end() {
        read(() -> parser.getNonBlockingInputFeeder().endOfInput());
        if (!closed) {
            throw refused("Please provide " + expected());
        }
    }

    private interface Feeding {
        void feed() throws IOException;
    }

    private void read(Feeding feeding) {
        try {
            feeding.feed();
            for (var token = parser.nextToken();
                    token != null && token != JsonToken.NOT_AVAILABLE;
                    token = parser.nextToken()) {
                token(token);
            }
        } catch (StreamConstraintsException tooMuch) {
            throw list != null && depth == listDepth()
                    ? refused(place(), "Please provide a value of 1 to " + ValueList.BYTES_MAX + " bytes")
                    : refused("The JSON is nested too deeply, or a name or a number in it is too long");
        } catch (JsonProcessingException malformed) {
            var where = malformed.getLocation();
            throw refused("The body is not valid JSON: line " + where.getLineNr() + ", column " + where.getColumnNr());
        } catch (IOException impossible) {
            throw new UncheckedIOException("reading from memory", impossible);
        }
    }

    private void token(JsonToken token) throws IOException {
        if (closed) {
            throw refused("Please provide " + expected() + " and nothing after it");
        }
        if (depth == 0) {
            open(token);
        } else if (token == JsonToken.FIELD_NAME) {
            name();
        } else if (token.isStructEnd()) {
            depth--;
            closed = depth == 0;
        } else {
            value(token);
            depth += token.isStructStart() ? 1 : 0;
        }
    }

    private void open(JsonToken token) {
        if (token != (isObject ? JsonToken.START_OBJECT : JsonToken.START_ARRAY)) {
            throw refused("Please provide " + expected());
        }
        depth = 1;
        list = isObject ? null : lists.get("");
    }

    private void name() throws IOException {
        if (depth > 1 || !isObject) {
            return;
        }
        field = String.valueOf(parser.currentName());
        list = lists.get(field);
        index = 0;
        if (list == null) {
            wrong(field, "This field is not known");
        } else if (!fields.add(field)) {
            wrong(field, "Please provide this field once");
        }
    }

    private void value(JsonToken token) throws IOException {
        var into = list;
        if (into == null) {
            return;
        }
        if (depth == listDepth()) {
            var wrong = token == JsonToken.VALUE_STRING
                    ? into.add(parser.getText())
                    : Optional.of("Please provide a string");
            wrong.ifPresent(message -> wrong(place(), message));
            index++;
        } else if (depth < listDepth() && token != JsonToken.START_ARRAY) {
            wrong(field, "Please provide " + field + " as an array of strings");
            list = null;
        }
    }

    private void wrong(String place, String message) {
        if (errors.messages().size() < Errors.FIELDS_MAX) {
            errors.add(place, message);
        }
    }

    private int listDepth() {
        return isObject ? 2 : 1;
    }

    private String place() {
        return field + "[" + index + "]";
    }

    private String expected() {
        return isObject ? "a JSON object" : "a JSON array of strings";
    }

    private static RequestRefused refused(String message) {
        return refused("body", message);
    }

    private static RequestRefused refused(String field, String message) {
        return new RequestRefused(Errors.invalid(field, message));
    }
}
