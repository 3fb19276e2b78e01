package org.openmns.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.event.EventSamples.ANYBODY;
import static org.openmns.event.EventSamples.errors;
import static org.openmns.event.EventSamples.json;
import static org.openmns.event.EventSamples.valid;
import static org.openmns.event.EventSamples.with;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holding one event against a schema may cost, whoever wrote the two. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SchemaWorkTest {

    private static final String TOO_MUCH =
            "Please provide less data: what it weighs times what the event type's schema weighs is at most 50000";

    private static ObjectNode node(String json) {
        try {
            return (ObjectNode) new ObjectMapper().readTree(json);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }

    private static Map<String, String> wrong(String schema) {
        var errors = new FieldErrors();
        DataSchema.read(node(schema), "schema", errors);
        return errors.messages();
    }

    private static Parsed event(String schema, String data) {
        var errors = new FieldErrors();
        var read = DataSchema.read(node(schema), "schema", errors);
        assertThat(errors.messages()).isEmpty();
        var about = new EventType.Description("Referrals", "s", Optional.empty(), false);
        var type = new EventType(
                new TopicName("patientflags-change-1"), about, new Filters(List.of(), true), read, JsonBytes.of("{}"));
        return new EventFormat(Catalogue.of(List.of(type)), Enrichment.NONE)
                .structured(json(with("data", data)), ANYBODY);
    }

    private static String array(String of, int size) {
        return String.join(",", Collections.nCopies(size, of)).transform(all -> "[" + all + "]");
    }

    /** So many definitions of what a text would be, all of which each value has to be. */
    private static String items(int size) {
        return "{\"items\":{\"allOf\":" + array("{\"type\":\"string\"}", size) + "}}";
    }

    @Test
    void boundsValuesTimesSchemas() {
        assertThat(errors(event(items(300), array("0", 4_900)))).containsExactly(Map.entry("data", TOO_MUCH));
        assertThat(valid(event(items(98), array("\"a\"", 483)))).isNotNull();
        assertThat(errors(event(items(98), array("\"a\"", 484)))).containsExactly(Map.entry("data", TOO_MUCH));
    }

    @Test
    void countsEachReferenceAsWhatItLeadsTo() {
        var schema = "{\"$defs\":{\"a\":{\"allOf\":" + array("{\"type\":\"string\"}", 40) + "}},\"items\":{\"allOf\":"
                + array("{\"$ref\":\"#/$defs/a\"}", 20) + "}}";

        assertThat(errors(event(schema, array("0", 60)))).containsExactly(Map.entry("data", TOO_MUCH));
    }

    @Test
    void countsRequiredNamesAndLongTexts() {
        var names = IntStream.range(0, 500).mapToObj(i -> "\"n" + i + "\"").collect(Collectors.joining(",", "[", "]"));
        var text = "\"" + "x".repeat(100_000) + "\"";

        assertThat(errors(event("{\"items\":{\"required\":" + names + "}}", array("{}", 200))))
                .containsExactly(Map.entry("data", TOO_MUCH));
        assertThat(errors(event("{\"items\":{\"not\":{\"const\":" + text + "}}}", array("0", 200))))
                .containsExactly(Map.entry("data", TOO_MUCH));
        assertThat(errors(event(items(200), "[" + text + "]"))).containsExactly(Map.entry("data", TOO_MUCH));
    }

    /** The library keeps all that it finds in the branches of an anyOf, and asks for no limit. */
    @Test
    void stopsWhereTooMuchIsWrong() {
        var wrong =
                "{\"type\":\"string\",\"minimum\":1,\"exclusiveMinimum\":1,\"multipleOf\":7,\"const\":2,\"enum\":[3]}";
        var schema = "{\"anyOf\":[{\"items\":{\"allOf\":" + array(wrong, 20) + "}},{\"type\":\"string\"}]}";

        assertThat(errors(event(schema, array("-1", 1_500))))
                .containsExactly(Map.entry("data", "Please provide a value with fewer errors"));
        assertThat(errors(event(schema, "[-1]"))).containsKey("data[0]");
    }

    @Test
    void tellsNoMoreThanIsRead() {
        var values =
                IntStream.range(0, 500).mapToObj(i -> "\"value-" + i + "\"").collect(Collectors.joining(","));

        assertThat(errors(event("{\"items\":{\"enum\":[" + values + "]}}", array("0", 150))))
                .hasSize(100)
                .allSatisfy((field, message) -> assertThat(message.length()).isLessThan(600));
    }

    @Test
    void boundsASchemaItself() {
        assertThat(wrong("{\"enum\":" + array("1", 998) + "}")).isEmpty();
        assertThat(wrong("{\"enum\":" + array("1", 999) + "}"))
                .containsExactly(
                        Map.entry("schema", "Please provide at most 1000 values, with numbers that a double holds"));
        assertThat(wrong("{\"pattern\":\"(?:" + ".".repeat(240) + "){1000}\"}"))
                .containsExactly(Map.entry(
                        "schema.pattern",
                        "Please provide a small regular expression without look-around and back references"));
        assertThat(wrong("{\"allOf\":" + array("{\"pattern\":\".{400}\"}", 6) + "}"))
                .containsExactly(Map.entry(
                        "schema",
                        "Please provide fewer or simpler regular expressions, each $ref counted as what it leads to"));
    }
}
