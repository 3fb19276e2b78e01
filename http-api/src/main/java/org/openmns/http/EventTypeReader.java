package org.openmns.http;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.openmns.access.ApplicationId;
import org.openmns.access.Governance;
import org.openmns.catalogue.CatalogueEntry;
import org.openmns.catalogue.CatalogueJson;
import org.openmns.catalogue.Status;
import org.openmns.catalogue.Status.Stage;
import org.openmns.catalogue.Terms;
import org.openmns.event.Catalogue;
import org.openmns.event.DataSchema;
import org.openmns.event.Enrichment;
import org.openmns.event.EventFormat;
import org.openmns.event.EventType;
import org.openmns.event.Filters;
import org.openmns.event.JsonBytes;
import org.openmns.event.Parsed;
import org.openmns.event.Sender;
import org.openmns.event.TopicName;
import org.openmns.event.UriSyntax;

/** Reads an event type as it is put into the catalogue, and names every wrong field at once; its example must be an event of it. */
final class EventTypeReader {

    private static final Set<String> FIELDS = Set.of(
            "type",
            "about",
            "owner",
            "access",
            "status",
            "filters",
            "lenient",
            "schema",
            "retention",
            "orderingKey",
            "example");
    private static final int TEXT_LENGTH_MAX = 1_000;
    private static final int CODE_LENGTH_MAX = 64;

    /** Larger than any real event: each list of event types holds the examples of a page. */
    private static final int EXAMPLE_BYTES_MAX = 16 * 1_024;

    private final EventTypes.Limits limits;
    private final FilterReader filters = new FilterReader();

    EventTypeReader(EventTypes.Limits limits) {
        this.limits = limits;
    }

    /**
     * The type in this body, whose name it may repeat but not contradict.
     *
     * @throws RequestRefused naming every wrong field
     */
    CatalogueEntry read(byte[] body, TopicName name, Optional<CatalogueEntry> current) {
        var document = StrictJson.read(body);
        var fields = new Fields("", document.root(), document.errors()).only(FIELDS);
        if (fields.has("type") && !fields.node().get("type").asText().equals(name.value())) {
            fields.wrong("type", "Please provide the type that the URL names, or none");
        }
        var legacy = current.map(entry -> entry.type().description().legacy()).orElse(false);
        var type = type(fields, name, legacy);
        var terms = terms(fields);
        if (!document.errors().isEmpty()) {
            throw new RequestRefused(Errors.invalid(document.errors()));
        }
        return new CatalogueEntry(type, terms);
    }

    private EventType type(Fields fields, TopicName name, boolean legacy) {
        var example = fields.object("example");
        var about = about(fields.object("about"), example, legacy);
        var wrongBefore = fields.errors().messages().size();
        var filters = filters(fields, legacy);
        var schema = fields.optionalObject("schema").flatMap(found -> schema(found, legacy));
        var json = JsonBytes.of(example.node().toString());
        if (json.array().length > EXAMPLE_BYTES_MAX) {
            fields.wrong("example", "Please provide at most " + EXAMPLE_BYTES_MAX + " bytes");
        }
        var type = new EventType(name, about, filters, schema, json);
        // By what is wrong itself an example could only be blamed for nothing.
        if (fields.errors().messages().size() == wrongBefore && !fields.isWrong("example")) {
            checkExample(type, example);
        }
        return type;
    }

    /** As in the configuration, a type that lists none takes any, unless it says otherwise. */
    private Filters filters(Fields fields, boolean legacy) {
        var listed = filters.read(fields);
        if (legacy && !listed.isEmpty()) {
            fields.wrong("filters", "Please provide none: events of a legacy type have no filtering");
        }
        return new Filters(listed, fields.optionalBoolean("lenient", listed.isEmpty()));
    }

    private static EventType.Description about(Fields about, Fields example, boolean legacy) {
        about.only(Set.of("description", "source", "dataref", "legacy"));
        var text = about.text("description", 1, TEXT_LENGTH_MAX);
        var source = about.optionalText("source", TEXT_LENGTH_MAX);
        if (source.isPresent() ? !UriSyntax.isReference(source.get()) : legacy) {
            about.wrong("source", "Please provide a URI reference");
        }
        if (about.optionalBoolean("legacy", legacy) != legacy) {
            about.wrong(
                    "legacy", "Please provide " + legacy + ": only the older types of the configuration are legacy");
        }
        return new EventType.Description(
                text.orElse(""),
                source.orElseGet(() -> example.node().path("source").asText()),
                about.optionalText("dataref", TEXT_LENGTH_MAX),
                legacy);
    }

    private Optional<DataSchema> schema(Fields schema, boolean legacy) {
        if (legacy) {
            schema.errors().add(schema.path(), "Please provide none: events of a legacy type are not held against one");
            return Optional.empty();
        }
        if (Json.bytes(schema.node()).length > limits.schemaBytesMax()) {
            schema.errors().add(schema.path(), "Please provide at most " + limits.schemaBytesMax() + " bytes");
            return Optional.empty();
        }
        return DataSchema.read(schema.node(), schema.path(), schema.errors());
    }

    private static void checkExample(EventType type, Fields example) {
        var format = new EventFormat(Catalogue.of(List.of(type)), Enrichment.NONE);
        var json = type.example().array();
        var sender = Sender.anybody(CorrelationId.next());
        var parsed = type.description().legacy() ? format.legacy(json, sender) : format.structured(json, sender);
        if (parsed instanceof Parsed.Invalid invalid) {
            invalid.errors().messages().forEach(example::wrong);
        }
    }

    private Terms terms(Fields fields) {
        var owner = fields.optionalText("owner", CODE_LENGTH_MAX);
        var application = owner.flatMap(ApplicationId::parse);
        if (owner.isPresent() && application.isEmpty()) {
            fields.wrong("owner", "Please provide the id of an application");
        }
        return new Terms(
                new Governance(application, isByApproval(fields)),
                fields.optionalObject("status").map(EventTypeReader::status).orElse(Status.LIVE),
                DeliveryReader.duration(fields, "retention", limits.retentionMin(), limits.retentionMax()),
                DeliveryReader.orderingKey(fields));
    }

    private static boolean isByApproval(Fields fields) {
        var access = fields.optionalText("access", CODE_LENGTH_MAX).orElse(CatalogueJson.OPEN);
        if (!access.equals(CatalogueJson.OPEN) && !access.equals(CatalogueJson.BY_APPROVAL)) {
            fields.wrong(
                    "access", "Please provide '" + CatalogueJson.OPEN + "' or '" + CatalogueJson.BY_APPROVAL + "'");
        }
        return access.equals(CatalogueJson.BY_APPROVAL);
    }

    private static Status status(Fields status) {
        status.only(Set.of("stage", "date"));
        var text = status.text("stage", 1, CODE_LENGTH_MAX);
        var stage = text.flatMap(Stage::parse);
        if (text.isPresent() && stage.isEmpty()) {
            status.wrong("stage", "Please provide 'in-development', 'live' or 'deprecated'");
        }
        var date = date(status, stage);
        // What was noted as wrong is never used.
        return status.errors().isEmpty() ? new Status(stage.orElse(Stage.LIVE), date) : Status.LIVE;
    }

    private static Optional<Instant> date(Fields status, Optional<Stage> stage) {
        var text = status.optionalText("date", CODE_LENGTH_MAX);
        var date = text.flatMap(SubscriptionReader::instant);
        if (date.isEmpty() && (text.isPresent() || stage.equals(Optional.of(Stage.DEPRECATED)))) {
            status.wrong("date", "Please provide an instant such as 2030-01-31T23:59:59Z");
        }
        return date;
    }
}
