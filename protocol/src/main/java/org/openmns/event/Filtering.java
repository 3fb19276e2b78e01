package org.openmns.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.deser.std.UntypedObjectDeserializer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The event's attributes for criteria, never delivered. A value is a {@code String}, {@code Long}, {@code BigDecimal},
 * {@code Boolean} or a {@code List} of {@code String} and {@code Long}; an absent value is not in the map.
 */
public record Filtering(@JsonValue Map<String, Object> values) {

    public static final Filtering NONE = new Filtering(Map.of());

    /** Pekko's mapper knows Scala: left to itself it reads an array as a Scala list, which no criteria would match. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Filtering(@JsonDeserialize(using = UntypedObjectDeserializer.class) Map<String, Object> values) {
        this.values = normalised(values);
    }

    /** The value under this case-sensitive name, or null where the event has none. */
    public @Nullable Object get(String name) {
        return values.get(name);
    }

    /** Numbers come back from CBOR in the smallest type that holds them; criteria see two types only. */
    private static Map<String, Object> normalised(Map<String, Object> values) {
        if (values.isEmpty()) {
            return Map.of();
        }
        var normalised = new LinkedHashMap<String, Object>(values.size() * 2);
        values.forEach((name, value) -> normalised.put(name, normalised(value)));
        return Collections.unmodifiableMap(normalised);
    }

    private static Object normalised(Object value) {
        if (value instanceof Integer number) {
            return number.longValue();
        }
        if (value instanceof Double || value instanceof Float || value instanceof BigInteger) {
            return new BigDecimal(value.toString());
        }
        return value instanceof List<?> list
                ? list.stream().map(Filtering::normalised).toList()
                : value;
    }

    /** Names only: values may identify a patient. */
    @Override
    public String toString() {
        return "Filtering" + values.keySet();
    }
}
