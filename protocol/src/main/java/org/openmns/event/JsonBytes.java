package org.openmns.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** UTF-8 JSON text as bytes. Whoever holds the array must not change it: it is shared, never copied. */
public final class JsonBytes {

    private final byte[] array;

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public JsonBytes(byte[] array) {
        this.array = array;
    }

    public static JsonBytes of(String json) {
        return new JsonBytes(json.getBytes(StandardCharsets.UTF_8));
    }

    @JsonValue
    public byte[] array() {
        return array;
    }

    public int length() {
        return array.length;
    }

    /** The text itself; for clients and tests, never for a log. */
    public String text() {
        return new String(array, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonBytes bytes && Arrays.equals(array, bytes.array);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(array);
    }

    /** Says the size only: an event is about a patient. */
    @Override
    public String toString() {
        return "JsonBytes[" + array.length + "]";
    }
}
