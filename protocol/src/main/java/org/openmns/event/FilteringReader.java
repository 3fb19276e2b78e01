package org.openmns.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one {@code filtering} object; everything in it is bounded, for the topic keeps it in memory. */
final class FilteringReader {

    static final String FIELD = "filtering";
    static final int FILTERS_MAX = 64;
    static final int NAME_CHARS_MAX = 128;
    static final int TEXT_CHARS_MAX = 1_024;
    static final int ARRAY_MAX = 1_000;

    /** Digits of a number with sign, point and exponent: beyond any identifier or measurement. */
    static final int NUMBER_CHARS_MAX = 40;

    /** The range of a double. More would let a short text such as {@code 1e999999999} stand for a gigabyte of digits. */
    static final int EXPONENT_MAX = 308;

    private static final String ALLOWED = "a string, number, boolean, null, or an array of strings or integers";

    private final FieldErrors errors;
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final Set<String> names = new HashSet<>();

    private FilteringReader(FieldErrors errors) {
        this.errors = errors;
    }

    /** What is right in the object at whose start the parser stands; what is wrong goes into {@code errors}. */
    static Filtering read(JsonParser parser, FieldErrors errors) throws IOException {
        var reader = new FilteringReader(errors);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            parser.nextToken();
            reader.filter(name, parser);
        }
        return new Filtering(reader.values);
    }

    private void filter(String name, JsonParser parser) throws IOException {
        if (name.length() > NAME_CHARS_MAX || !Text.isValidAndNotEmpty(name)) {
            errors.add(FIELD, "Please provide a valid filtering: a name has 1 to " + NAME_CHARS_MAX + " characters");
            parser.skipChildren();
        } else if (names.size() == FILTERS_MAX) {
            errors.add(FIELD, "Please provide a valid filtering: at most " + FILTERS_MAX + " filters");
            parser.skipChildren();
        } else if (!names.add(name)) {
            errors.add(FIELD + "." + name, "Please provide only one filtering." + name);
            parser.skipChildren();
        } else if (parser.currentToken() != JsonToken.VALUE_NULL) {
            value(name, parser);
        }
    }

    private void value(String name, JsonParser parser) throws IOException {
        var value = parser.currentToken() == JsonToken.START_ARRAY ? array(parser) : scalar(parser);
        if (value == null) {
            errors.add(FIELD + "." + name, "Please provide a valid filtering." + name + ": " + ALLOWED);
        } else {
            values.put(name, value);
        }
    }

    private static @Nullable Object scalar(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> text(parser);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser);
            case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
            default -> none(parser);
        };
    }

    private static @Nullable Object none(JsonParser parser) throws IOException {
        parser.skipChildren();
        return null;
    }

    private static @Nullable List<Object> array(JsonParser parser) throws IOException {
        var elements = new ArrayList<Object>();
        boolean valid = true;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            var element = scalar(parser);
            valid &= (element instanceof String || element instanceof Long) && elements.size() < ARRAY_MAX;
            if (valid && element != null) {
                elements.add(element);
            }
        }
        return valid ? elements : null;
    }

    private static @Nullable String text(JsonParser parser) throws IOException {
        var text = parser.getTextLength() <= TEXT_CHARS_MAX ? parser.getText() : null;
        return text != null && Text.isValid(text) ? text : null;
    }

    private static @Nullable Object number(JsonParser parser) throws IOException {
        if (parser.getTextLength() > NUMBER_CHARS_MAX) {
            return null;
        }
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            return parser.getLongValue();
        }
        return decimal(parser.getText());
    }

    private static @Nullable BigDecimal decimal(String text) {
        try {
            var decimal = new BigDecimal(text);
            return Math.abs((long) decimal.precision() - decimal.scale()) <= EXPONENT_MAX ? decimal : null;
        } catch (NumberFormatException e) {
            return null; // an exponent beyond what an int holds
        }
    }
}
