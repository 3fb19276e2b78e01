package org.openmns.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.openmns.event.FieldErrors;

/**
 * Reads a JSON object as a careful reader would: UTF-8 only, no name twice, no text that a database or a receiver could
 * choke on, nothing after the end, bounded in every direction. What concerns one field is reported by its path.
 */
final class StrictJson {

    private static final int DEPTH_MAX = 32;
    private static final int NAME_LENGTH_MAX = 128;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH_MAX)
                    .maxNumberLength(100)
                    .build())
            .build();

    private final JsonParser parser;
    private final FieldErrors errors = new FieldErrors();

    private StrictJson(JsonParser parser) {
        this.parser = parser;
    }

    /** What was read, and what was wrong with single fields. */
    record Document(ObjectNode root, FieldErrors errors) {

        /** Says nothing of the content: it may hold credentials. */
        @Override
        public String toString() {
            return "Document";
        }
    }

    /**
     * The object in this body.
     *
     * @throws RequestRefused where it is not a JSON object at all
     */
    static Document read(byte[] body) {
        try (var parser = FACTORY.createParser(utf8(body))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw refused("Please provide a JSON object");
            }
            var reader = new StrictJson(parser);
            var root = reader.object("");
            if (parser.nextToken() != null) {
                throw refused("Please provide one JSON object and nothing after it");
            }
            return new Document(root, reader.errors);
        } catch (StreamConstraintsException tooMuch) {
            throw refused("The JSON is nested too deeply, or a name or a number in it is too long");
        } catch (JsonProcessingException malformed) {
            var where = malformed.getLocation();
            throw refused("The body is not valid JSON: line " + where.getLineNr() + ", column " + where.getColumnNr());
        } catch (NumberFormatException tooLarge) {
            throw refused("A number in the JSON is too large: its exponent must fit 32 bits");
        } catch (IOException impossible) {
            throw new UncheckedIOException("reading from memory", impossible);
        }
    }

    private static String utf8(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw refused("The body is not valid UTF-8");
        }
    }

    private static RequestRefused refused(String message) {
        return new RequestRefused(Errors.invalid("body", message));
    }

    private ObjectNode object(String path) throws IOException {
        var object = JsonNodeFactory.instance.objectNode();
        for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            var field = path.isEmpty() ? name : path + "." + name;
            if (object.has(name)) {
                errors.add(field, "Please provide this field once");
            }
            checkName(field, name);
            parser.nextToken();
            object.set(name, value(field));
        }
        return object;
    }

    private ArrayNode array(String path) throws IOException {
        var array = JsonNodeFactory.instance.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(path + "[" + array.size() + "]"));
        }
        return array;
    }

    private JsonNode value(String path) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(path);
            case START_ARRAY -> array(path);
            case VALUE_STRING -> text(path);
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> JsonNodeFactory.instance.numberNode(parser.getDecimalValue());
            case VALUE_TRUE -> JsonNodeFactory.instance.booleanNode(true);
            case VALUE_FALSE -> JsonNodeFactory.instance.booleanNode(false);
            default -> JsonNodeFactory.instance.nullNode();
        };
    }

    private JsonNode text(String path) throws IOException {
        checkText(path, parser.getText());
        return JsonNodeFactory.instance.textNode(parser.getText());
    }

    private JsonNode integer() throws IOException {
        return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                ? JsonNodeFactory.instance.numberNode(parser.getDecimalValue())
                : JsonNodeFactory.instance.numberNode(parser.getLongValue());
    }

    /** Paths are made of names, one for each field: long ones would cost their square. */
    private void checkName(String path, String name) {
        if (name.length() > NAME_LENGTH_MAX) {
            throw refused("Please provide names of at most " + NAME_LENGTH_MAX + " characters");
        }
        checkText(path, name);
    }

    /** PostgreSQL stores no NUL, and a lone surrogate has no UTF-8 form. */
    private void checkText(String path, String text) {
        if (text.indexOf('\0') >= 0) {
            errors.add(path, "Please provide text without NUL characters");
        } else if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            errors.add(path, "Please provide valid Unicode text");
        }
    }
}
