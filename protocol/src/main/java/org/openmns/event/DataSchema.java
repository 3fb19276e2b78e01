package org.openmns.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.OutputFormat;
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

    /** Values in the data of one event. */
    private static final int VALUES_MAX = 5_000;

    /** Values in a schema. */
    private static final int SCHEMA_VALUES_MAX = 1_000;

    /** Data times schema, by what they weigh: what an event costs has a limit that nobody who sends one can move. */
    private static final int WORK_MAX = 50_000;

    private static final String TOO_MUCH =
            "Please provide less data: what it weighs times what the event type's schema weighs is at most " + WORK_MAX;

    /** Whoever has more wrong than this is told the first. */
    private static final int ERRORS_MAX = 100;

    /** A message may name all that an {@code enum} allows. */
    private static final int MESSAGE_CHARS_MAX = 500;

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
    private final long weight;

    private DataSchema(ObjectNode document) {
        this.document = document.deepCopy();
        var anonymous = document.deepCopy();
        anonymous.remove(List.of("$id", "$schema"));
        this.schema = REGISTRY.getSchema(anonymous);
        this.weight = SchemaRules.check(document, "", new FieldErrors());
    }

    /** One that was read before; whatever is asked of new ones since, it stays. */
    public static DataSchema stored(ObjectNode document) {
        return new DataSchema(document);
    }

    /** The schema in this document, or nothing where something of it was noted as wrong, under this path. */
    public static Optional<DataSchema> read(ObjectNode document, String path, FieldErrors errors) {
        var wrong = new FieldErrors();
        if (JsonTree.size(document, SCHEMA_VALUES_MAX) > SCHEMA_VALUES_MAX) {
            wrong.add(path, tooMany(SCHEMA_VALUES_MAX));
        } else {
            hold(REGISTRY.getSchema(SchemaLocation.of(SchemaRules.DIALECT)), document, path, wrong);
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
            return;
        }
        var values = JsonTree.size(data, VALUES_MAX);
        if (values > VALUES_MAX) {
            errors.add(DATA, tooMany(VALUES_MAX));
        } else if ((values + JsonTree.chars(data) / JsonTree.CHARS_OF_A_VALUE) * weight > WORK_MAX) {
            errors.add(DATA, TOO_MUCH);
        } else {
            hold(schema, data, DATA, errors);
        }
    }

    private static String tooMany(int max) {
        return "Please provide at most " + max + " values, with numbers that a double holds";
    }

    private static void hold(Schema schema, JsonNode value, String path, FieldErrors errors) {
        var findings = new Findings(schema.createExecutionContext().getExecutionConfig());
        try {
            var found = schema.validate(findings, value, OutputFormat.DEFAULT);
            found.stream()
                    .limit(ERRORS_MAX)
                    .forEach(error -> errors.add(path + place(error.getInstanceLocation()), message(error)));
        } catch (Findings.TooMany tooMany) {
            errors.add(path, "Please provide a value with fewer errors");
        }
    }

    private static String message(Error error) {
        var message = error.getMessage();
        return message.length() > MESSAGE_CHARS_MAX ? message.substring(0, MESSAGE_CHARS_MAX) + "…" : message;
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
