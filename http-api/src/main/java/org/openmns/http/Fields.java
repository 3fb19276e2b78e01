package org.openmns.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;
import org.openmns.event.FieldErrors;

/** One JSON object being read field by field; each getter notes what is wrong under the field's full path. */
record Fields(String path, ObjectNode node, FieldErrors errors) {

    /** Says no value: one may be a credential. */
    @Override
    public String toString() {
        return "Fields[" + path + "]";
    }

    /** Notes every field that is not one of these. */
    Fields only(Set<String> known) {
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                errors.add(pathOf(name), "This field is not known");
            }
        });
        return this;
    }

    String pathOf(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    void wrong(String name, String message) {
        errors.add(pathOf(name), message);
    }

    boolean has(String name) {
        return node.has(name);
    }

    /** Whether the field was noted as wrong. */
    boolean isWrong(String name) {
        return errors.has(pathOf(name));
    }

    /** The text of a required field, which may be empty only where {@code lengthMin} is 0. */
    Optional<String> text(String name, int lengthMin, int lengthMax) {
        var value = node.get(name);
        if (value == null || !value.isTextual()) {
            wrong(name, "Please provide " + name + " as a string");
            return Optional.empty();
        }
        var text = value.textValue();
        if (text.length() < lengthMin) {
            wrong(name, "Please provide a " + name + " that is not empty");
            return Optional.empty();
        }
        if (text.length() > lengthMax) {
            wrong(name, "Please provide at most " + lengthMax + " characters");
            return Optional.empty();
        }
        return isWrong(name) ? Optional.empty() : Optional.of(text);
    }

    /** The text of a field that may be left out. */
    Optional<String> optionalText(String name, int lengthMax) {
        return has(name) ? text(name, 1, lengthMax) : Optional.empty();
    }

    Optional<Integer> optionalInteger(String name, int min, int max) {
        var value = node.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < min || value.intValue() > max) {
            wrong(name, "Please provide a whole number from " + min + " to " + max);
            return Optional.empty();
        }
        return Optional.of(value.intValue());
    }

    boolean optionalBoolean(String name, boolean otherwise) {
        var value = node.get(name);
        if (value != null && !value.isBoolean()) {
            wrong(name, "Please provide true or false");
        }
        return value == null ? otherwise : value.booleanValue();
    }

    /** The object under a required field; an empty one where there is none. */
    Fields object(String name) {
        var value = node.get(name);
        if (value instanceof ObjectNode object) {
            return new Fields(pathOf(name), object, errors);
        }
        wrong(name, "Please provide " + name + " as an object");
        return new Fields(pathOf(name), JsonNodeFactory.instance.objectNode(), new FieldErrors());
    }

    /** The object under a field that may be left out. */
    Optional<Fields> optionalObject(String name) {
        return has(name) ? Optional.of(object(name)) : Optional.empty();
    }

    /** The elements under a field that may be left out. */
    Iterable<JsonNode> optionalArray(String name, int sizeMax) {
        var value = node.get(name);
        if (value == null) {
            return JsonNodeFactory.instance.arrayNode();
        }
        if (!value.isArray() || value.size() > sizeMax) {
            wrong(name, "Please provide an array of at most " + sizeMax);
            return JsonNodeFactory.instance.arrayNode();
        }
        return value;
    }
}
