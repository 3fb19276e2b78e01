package org.openmns.event;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;

/** Reads a whole JSON value where it must be looked into; most events never are. */
final class JsonTree {

    /** Where there is none, or no reader could be sure what it says. */
    static final JsonNode NOTHING = MissingNode.getInstance();

    /** So many characters weigh as much as one value. */
    static final int CHARS_OF_A_VALUE = 256;

    private static final JsonMapper MAPPER = JsonMapper.builder(Json.EVENT)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private JsonTree() {}

    /** The value in these bytes, which were seen to be JSON; nothing where a name is there twice. */
    static JsonNode read(byte[] json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException ambiguous) {
            return NOTHING;
        }
    }

    /** How many values there are in this one, and it; a number that no double comes near makes it too many. */
    static int size(JsonNode value, int max) {
        if (value.isNumber() && !isNearADouble(value)) {
            return max + 1;
        }
        int size = 1;
        for (var each : value) {
            size += size <= max ? size(each, max) : 0;
        }
        return size;
    }

    /** How many characters its names, texts and numbers have. */
    static long chars(JsonNode value) {
        long chars = value.isValueNode() ? value.asText().length() : 0;
        for (var each : value.properties()) {
            chars += each.getKey().length();
        }
        for (var each : value) {
            chars += chars(each);
        }
        return chars;
    }

    /** Others, short as they are written, become a gigabyte of digits where they are compared. */
    private static boolean isNearADouble(JsonNode number) {
        var near = number.doubleValue();
        return Double.isFinite(near) && (near != 0 || number.decimalValue().signum() == 0);
    }
}
