package org.openmns.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What of JSON Schema a type's schema may hold, so that what an event costs has a limit: a reference leads to the schema's
 * own {@code $defs} only, and with all of them written out it stays small. So none leads back to itself, and nothing is
 * ever fetched. Other keywords are refused, for one that is mistyped would allow everything. What it weighs is what one
 * value of an event costs at most.
 */
final class SchemaRules {

    static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

    /** Schemas in a schema with the names that they require, each reference counted as what it leads to. */
    private static final int SCHEMAS_MAX = 1_000;

    /** Instructions of all its regular expressions, counted likewise. */
    private static final int PROGRAM_MAX = 2_000;

    /** So many weigh as much as one schema: few, for each meets all the text of an event. */
    private static final int INSTRUCTIONS_OF_A_SCHEMA = 4;

    private static final int DEPTH_MAX = 64;

    private static final String DEFINITION = "#/$defs/";

    /** What stands for itself in a reference. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");

    private static final Set<String> WITH_A_SCHEMA =
            Set.of("items", "additionalProperties", "contains", "not", "if", "then", "else", "propertyNames");
    private static final Set<String> WITH_SCHEMAS = Set.of("allOf", "anyOf", "oneOf", "prefixItems");
    private static final Set<String> WITH_NAMED_SCHEMAS = Set.of("properties", "patternProperties", "dependentSchemas");
    private static final Set<String> WITHOUT = Set.of(
            "type",
            "enum",
            "const",
            "required",
            "dependentRequired",
            "format",
            "pattern",
            "$ref",
            "$comment",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
            "minLength",
            "maxLength",
            "minItems",
            "maxItems",
            "uniqueItems",
            "minContains",
            "maxContains",
            "minProperties",
            "maxProperties",
            "title",
            "description",
            "default",
            "examples",
            "deprecated",
            "readOnly",
            "writeOnly",
            "contentEncoding",
            "contentMediaType");
    private static final Set<String> AT_THE_TOP = Set.of("$schema", "$id", "$defs");

    private final JsonNode definitions;
    private final FieldErrors errors;
    private int schemas;
    private int program;
    private long chars;

    private SchemaRules(ObjectNode root, FieldErrors errors) {
        this.definitions = root.path("$defs");
        this.errors = errors;
    }

    /** Notes what a schema may not hold, under its place, and says what it weighs; it is one by the meta-schema already. */
    static long check(ObjectNode root, String path, FieldErrors errors) {
        var rules = new SchemaRules(root, errors);
        if (!root.path("$schema").asText(DIALECT).equals(DIALECT)) {
            errors.add(path + ".$schema", "Please provide " + DIALECT + ", or none");
        }
        root.path("$defs").properties().forEach(each -> rules.schema(each.getValue(), path, 1));
        rules.schema(root.deepCopy().without(AT_THE_TOP), path, 1);
        rules.checkSizes(path);
        return rules.schemas + rules.program / INSTRUCTIONS_OF_A_SCHEMA + rules.chars / JsonTree.CHARS_OF_A_VALUE;
    }

    private void checkSizes(String path) {
        if (schemas > SCHEMAS_MAX) {
            errors.add(
                    path,
                    "Please provide at most " + SCHEMAS_MAX
                            + " schemas and required names, each $ref counted as what it leads to");
        } else if (program > PROGRAM_MAX && errors.isEmpty()) {
            errors.add(
                    path, "Please provide fewer or simpler regular expressions, each $ref counted as what it leads to");
        }
    }

    private void schema(JsonNode schema, String path, int depth) {
        schemas += depth > DEPTH_MAX ? SCHEMAS_MAX : 1;
        if (schemas <= SCHEMAS_MAX) {
            schema.properties().forEach(each -> keyword(each.getKey(), each.getValue(), path, depth + 1));
        }
    }

    private void keyword(String name, JsonNode value, String path, int depth) {
        var place = path + "." + name;
        chars += name.length();
        if (name.equals("$ref")) {
            reference(value.asText(), place, depth);
        } else if (name.equals("pattern")) {
            pattern(value.asText(), place);
        } else if (WITH_A_SCHEMA.contains(name)) {
            schema(value, place, depth);
        } else if (WITH_SCHEMAS.contains(name)) {
            for (int i = 0; i < value.size(); i++) {
                schema(value.get(i), place + "[" + i + "]", depth);
            }
        } else if (WITH_NAMED_SCHEMAS.contains(name)) {
            named(name, value, place, depth);
        } else if (WITHOUT.contains(name)) {
            plain(name, value);
        } else {
            errors.add(place, "This keyword is not known here");
        }
    }

    /** Each name that is required is looked for, and what is not as it must be may be told with all of its text. */
    private void plain(String name, JsonNode value) {
        chars += JsonTree.chars(value);
        schemas +=
                name.equals("required") || name.equals("dependentRequired") ? JsonTree.size(value, SCHEMAS_MAX) - 1 : 0;
    }

    private void named(String keyword, JsonNode schemas, String place, int depth) {
        schemas.properties().forEach(each -> {
            if (keyword.equals("patternProperties")) {
                pattern(each.getKey(), place);
            }
            chars += each.getKey().length();
            schema(each.getValue(), place + "." + each.getKey(), depth);
        });
    }

    private void pattern(String regex, String place) {
        if (program > PROGRAM_MAX) {
            return;
        }
        var instructions = LinearPatterns.program(regex);
        program += instructions;
        if (instructions > LinearPatterns.PROGRAM_MAX) {
            errors.add(place, "Please provide a small regular expression without look-around and back references");
        }
    }

    private void reference(String reference, String place, int depth) {
        var name = reference.startsWith(DEFINITION) ? reference.substring(DEFINITION.length()) : "";
        var definition = definitions.path(name);
        if (definition.isMissingNode() || !NAME.matcher(name).matches()) {
            errors.add(place, "Please provide a reference to one of $defs, such as #/$defs/name");
        } else {
            schema(definition, place, depth);
        }
    }
}
