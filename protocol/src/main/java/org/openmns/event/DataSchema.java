package org.openmns.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.NodePath;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The JSON Schema (2020-12) that the data of a type's events keeps; made once, and safe to share between threads. Only types
 * that have one pay for it.
 */
public final class DataSchema {

    private static final String DATA = "data";

    /** Values in a schema, and in the data of one event: with the other limits it bounds what an event costs. */
    private static final int VALUES_MAX = 5_000;

    private static final String TOO_MUCH =
            "Please provide at most " + VALUES_MAX + " values, with numbers that a double holds";

    /** Whoever has more wrong than this is told the first. */
    private static final int ERRORS_MAX = 100;

    /** Fetches nothing, from nowhere but its own jar. */
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemaRegistryConfig(SchemaRegistryConfig.builder()
                    .losslessNarrowing(true)
                    .locale(Locale.ROOT)
                    .regularExpressionFactory(new LinearPatterns())
                    .build()));

    private final ObjectNode document;
    private final Schema schema;

    private DataSchema(ObjectNode document) {
        this.document = document.deepCopy();
        var anonymous = document.deepCopy();
        anonymous.remove(List.of("$id", "$schema"));
        this.schema = REGISTRY.getSchema(anonymous);
    }

    /** One that was read before; whatever is asked of new ones since, it stays. */
    public static DataSchema stored(ObjectNode document) {
        return new DataSchema(document);
    }

    /** The schema in this document, or nothing where something of it was noted as wrong, under this path. */
    public static Optional<DataSchema> read(ObjectNode document, String path, FieldErrors errors) {
        var wrong = new FieldErrors();
        if (JsonTree.size(document, VALUES_MAX) > VALUES_MAX) {
            wrong.add(path, TOO_MUCH);
        } else {
            note(REGISTRY.getSchema(SchemaLocation.of(SchemaRules.DIALECT)).validate(document), path, wrong);
        }
        if (wrong.isEmpty()) {
            SchemaRules.check(document, path, wrong);
        }
        wrong.messages().forEach(errors::add);
        return wrong.isEmpty() ? Optional.of(new DataSchema(document)) : Optional.empty();
    }

    /** As it was given. */
    public ObjectNode document() {
        return document.deepCopy();
    }

    /** Notes what is wrong with the data of an event. */
    void check(JsonNode data, FieldErrors errors) {
        if (data.isMissingNode()) {
            errors.add(DATA, "Please provide data as the event type's schema asks: JSON, and each name once");
        } else if (JsonTree.size(data, VALUES_MAX) > VALUES_MAX) {
            errors.add(DATA, TOO_MUCH);
        } else {
            note(schema.validate(data), DATA, errors);
        }
    }

    private static void note(List<Error> found, String path, FieldErrors errors) {
        found.stream()
                .limit(ERRORS_MAX)
                .forEach(error -> errors.add(path + place(error.getInstanceLocation()), error.getMessage()));
    }

    /** Such as {@code .address.lines[0]}, as all fields are named. */
    private static String place(NodePath path) {
        var place = new StringBuilder();
        for (int i = 0; i < path.getNameCount(); i++) {
            var element = path.getElement(i);
            place.append(element instanceof Integer ? "[" + element + "]" : "." + element);
        }
        return place.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DataSchema schema && document.equals(schema.document);
    }

    @Override
    public int hashCode() {
        return document.hashCode();
    }

    @Override
    public String toString() {
        return "DataSchema";
    }
}
