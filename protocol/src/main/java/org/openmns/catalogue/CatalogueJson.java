package org.openmns.catalogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.openmns.access.ApplicationId;
import org.openmns.access.Governance;
import org.openmns.catalogue.Status.Stage;
import org.openmns.event.DataSchema;
import org.openmns.event.EventType;
import org.openmns.event.EventType.Filter;
import org.openmns.event.EventType.Format;
import org.openmns.event.Filters;
import org.openmns.event.JsonBytes;
import org.openmns.event.TopicName;
import org.openmns.subscription.DeliveryOptions.OrderingKey;

/** An entry as JSON: what is stored, what the audit log shows, and what the API shows and takes. It only grows. */
public final class CatalogueJson {

    public static final String BY_APPROVAL = "by-approval";
    public static final String OPEN = "open";

    /** As exact as the door reads numbers. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private CatalogueJson() {}

    public static ObjectNode write(CatalogueEntry entry) {
        return write(entry, entry.type().schema());
    }

    /** As a list shows it: without its schema, the largest part by far. */
    public static ObjectNode outline(CatalogueEntry entry) {
        return write(entry, Optional.empty());
    }

    private static ObjectNode write(CatalogueEntry entry, Optional<DataSchema> written) {
        var type = entry.type();
        var terms = entry.terms();
        var json = JsonNodeFactory.instance.objectNode().put("type", type.name().value());
        about(json.putObject("about"), type.description());
        status(json.putObject("status"), terms.status());
        terms.governance().owner().ifPresent(owner -> json.put("owner", owner.value()));
        json.put("access", terms.governance().byApproval() ? BY_APPROVAL : OPEN);
        type.filters().all().forEach(filter -> filter(json.withArray("filters").addObject(), filter));
        json.withArray("filters");
        json.put("lenient", type.filters().isLenient());
        written.ifPresent(schema -> json.set("schema", schema.document()));
        terms.retention().ifPresent(retention -> json.put("retention", retention.toString()));
        terms.orderingKey().ifPresent(key -> json.put("orderingKey", word(key)));
        json.set("example", example(type.example()));
        return json;
    }

    private static void about(ObjectNode json, EventType.Description about) {
        json.put("description", about.text()).put("source", about.source());
        about.dataref().ifPresent(dataref -> json.put("dataref", dataref));
        json.put("legacy", about.legacy());
    }

    private static void status(ObjectNode json, Status status) {
        json.put("stage", status.stage().word());
        status.date().ifPresent(date -> json.put("date", date.toString()));
    }

    private static void filter(ObjectNode json, Filter filter) {
        json.put("name", filter.name()).put("format", filter.format().word());
        var values = json.putArray("values");
        filter.values().forEach(values::add);
        json.put("description", filter.description());
    }

    private static String word(OrderingKey key) {
        return key.name().toLowerCase(Locale.ROOT);
    }

    /** One of the configuration may be anything. */
    private static JsonNode example(JsonBytes example) {
        try {
            return MAPPER.readTree(example.array());
        } catch (IOException none) {
            return TextNode.valueOf(example.text());
        }
    }

    /** What was written before, also by an earlier version. */
    public static CatalogueEntry read(String text) {
        try {
            return read((ObjectNode) MAPPER.readTree(text));
        } catch (JsonProcessingException changed) {
            throw new UncheckedIOException("a stored event type cannot be read", changed);
        }
    }

    private static CatalogueEntry read(ObjectNode json) {
        var about = json.path("about");
        var description = new EventType.Description(
                about.path("description").asText(),
                about.path("source").asText(),
                text(about, "dataref"),
                about.path("legacy").asBoolean());
        var type = new EventType(
                new TopicName(json.path("type").asText()),
                description,
                new Filters(filters(json), json.path("lenient").asBoolean()),
                json.path("schema") instanceof ObjectNode schema
                        ? Optional.of(DataSchema.stored(schema))
                        : Optional.empty(),
                JsonBytes.of(json.path("example").toString()));
        return new CatalogueEntry(type, terms(json));
    }

    private static List<Filter> filters(ObjectNode json) {
        var filters = new ArrayList<Filter>();
        for (var filter : json.path("filters")) {
            var values = new ArrayList<String>();
            filter.path("values").forEach(value -> values.add(value.asText()));
            filters.add(new Filter(
                    filter.path("name").asText(),
                    Format.parse(filter.path("format").asText()).orElseThrow(),
                    values,
                    filter.path("description").asText()));
        }
        return filters;
    }

    private static Terms terms(ObjectNode json) {
        var status = json.path("status");
        return new Terms(
                new Governance(
                        text(json, "owner").map(ApplicationId::new),
                        json.path("access").asText().equals(BY_APPROVAL)),
                new Status(
                        Stage.parse(status.path("stage").asText()).orElse(Stage.LIVE),
                        text(status, "date").map(Instant::parse)),
                text(json, "retention").map(Duration::parse),
                text(json, "orderingKey").map(key -> OrderingKey.valueOf(key.toUpperCase(Locale.ROOT))));
    }

    private static Optional<String> text(JsonNode json, String field) {
        return Optional.ofNullable(json.get(field)).map(JsonNode::asText);
    }
}
