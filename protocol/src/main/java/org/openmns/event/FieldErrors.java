package org.openmns.event;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Every wrong field of one input, in the order found: field path to message. The first message for a field stays. */
public final class FieldErrors {

    private final Map<String, String> messages = new LinkedHashMap<>();

    public FieldErrors add(String field, String message) {
        messages.putIfAbsent(field, message);
        return this;
    }

    public boolean isEmpty() {
        return messages.isEmpty();
    }

    public boolean has(String field) {
        return messages.containsKey(field);
    }

    public Map<String, String> messages() {
        return Collections.unmodifiableMap(messages);
    }

    @Override
    public String toString() {
        return messages.toString();
    }
}
