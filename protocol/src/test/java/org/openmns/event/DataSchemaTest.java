package org.openmns.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.event.EventSamples.ANYBODY;
import static org.openmns.event.EventSamples.errors;
import static org.openmns.event.EventSamples.json;
import static org.openmns.event.EventSamples.valid;
import static org.openmns.event.EventSamples.with;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataSchemaTest {

    /** Numbers as exact as the door reads them. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final String REFERRAL = """
            {"type":"object","required":["number","lines"],"additionalProperties":false,
             "properties":{"number":{"$ref":"#/$defs/number"},
                           "lines":{"type":"array","maxItems":3,"items":{"type":"object","required":["text"],
                                    "properties":{"text":{"type":"string","pattern":"^[A-Z]"}}}},
                           "weight":{"type":"number","multipleOf":0.1,"maximum":500},
                           "kind":{"enum":["a",1,null]}},
             "$defs":{"number":{"type":"integer","minimum":1}}}""";

    private static ObjectNode node(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }

    private static Map<String, String> wrong(String schema) {
        var errors = new FieldErrors();
        var read = DataSchema.read(node(schema), "schema", errors);
        assertThat(read.isEmpty()).isEqualTo(!errors.isEmpty());
        return errors.messages();
    }

    private static EventFormat format(String schema) {
        var errors = new FieldErrors();
        var read = DataSchema.read(node(schema), "schema", errors);
        assertThat(errors.messages()).isEmpty();
        var about = new EventType.Description("Referrals", "s", Optional.empty(), false);
        var type = new EventType(
                new TopicName("patientflags-change-1"), about, new Filters(List.of(), true), read, JsonBytes.of("{}"));
        return new EventFormat(Catalogue.of(List.of(type)), Enrichment.NONE);
    }

    private static Parsed event(String schema, String data) {
        return format(schema).structured(json(with("data", data)), ANYBODY);
    }

    @Test
    void takesDataThatKeepsTheSchemaAndDeliversItAsItWasSent() {
        var data = "{\"number\": 1.0,  \"lines\": [{\"text\": \"A\"}], \"weight\": 0.3, \"kind\": 1}";

        assertThat(valid(event(REFERRAL, data)).body().text()).contains(data);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"number": 1}                                             | data
            {"number": 0, "lines": []}                                | data.number
            {"number": "1", "lines": []}                              | data.number
            {"number": 1, "lines": [{"text": "A"}, {"text": "a"}]}    | data.lines[1].text
            {"number": 1, "lines": [{}, {}, {}, {}]}                  | data.lines,data.lines[0],data.lines[1],data.lines[2],data.lines[3]
            {"number": 1, "lines": [], "more": 1}                     | data
            {"number": 1, "lines": [], "weight": 0.35}                | data.weight
            {"number": 1, "lines": [], "kind": "b"}                   | data.kind
            null                                                      | data
            "text"                                                    | data
            {"number": 1, "number": 1, "lines": []}                   | data
            {"number": 1e309, "lines": []}                            | data
            """)
    void namesThePlaceInDataThatDoesNotKeepIt(String data, String fields) {
        assertThat(errors(event(REFERRAL, data))).containsOnlyKeys(fields.split(","));
    }

    @Test
    void asksForDataWhereThereIsNone() {
        var without = with("data", "{}");
        without.remove("data");
        assertThat(errors(format(REFERRAL).structured(json(without), ANYBODY))).containsOnlyKeys("data");

        without.put("data_base64", "\"e30=\"");
        assertThat(errors(format(REFERRAL).structured(json(without), ANYBODY))).containsOnlyKeys("data");
    }

    @Test
    void holdsTheBodyOfABinaryEventAgainstIt() {
        var headers = new HashMap<>(
                Map.of("ce-specversion", "1.0", "ce-id", "1", "ce-source", "s", "ce-type", "patientflags-change-1"));
        headers.putAll(Map.of("ce-time", "2026-11-22T10:05:00Z", "content-type", "application/json"));
        var format = format(REFERRAL);

        assertThat(errors(format.binary(headers, EventSamples.bytes("{\"number\":1}"), ANYBODY)))
                .containsOnlyKeys("data");
        assertThat(errors(format.binary(headers, new byte[0], ANYBODY))).containsOnlyKeys("data");
        assertThat(valid(format.binary(headers, EventSamples.bytes("{\"number\":1,\"lines\":[]}"), ANYBODY))
                        .type()
                        .value())
                .isEqualTo("patientflags-change-1");
        headers.put("content-type", "text/plain");
        assertThat(errors(format.binary(headers, EventSamples.bytes("{\"number\":1,\"lines\":[]}"), ANYBODY)))
                .containsOnlyKeys("data");
    }

    @Test
    void quotesNothingOfTheData() {
        var secret = "9000000009";
        var data = "{\"number\": \"" + secret + "\", \"lines\": [{\"text\": \"" + secret + "\"}], \"kind\": \"" + secret
                + "\", \"weight\": " + secret + "}";

        assertThat(errors(event(REFERRAL, data)).values())
                .hasSize(4)
                .allSatisfy(message -> assertThat(message).doesNotContain(secret));
    }

    @Test
    void boundsHowManyValuesDataHolds() {
        assertThat(valid(event("{}", array(4_999))).type().value()).isEqualTo("patientflags-change-1");
        assertThat(errors(event("{}", array(5_000)))).containsOnlyKeys("data");
    }

    private static String array(int size) {
        return IntStream.range(0, size).mapToObj(i -> "0").collect(Collectors.joining(",", "[", "]"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type":"text"}                                                | schema.type
            {"type":1}                                                     | schema.type
            {"properties":[]}                                              | schema.properties
            {"properties":{"a":7}}                                         | schema.properties.a
            {"required":"a"}                                               | schema.required
            {"minimum":"1"}                                                | schema.minimum
            {"propertys":{}}                                               | schema.propertys
            {"items":{"maxmum":1}}                                         | schema.items.maxmum
            {"unevaluatedProperties":false}                                | schema.unevaluatedProperties
            {"$dynamicRef":"#a"}                                           | schema.$dynamicRef
            {"$schema":"http://json-schema.org/draft-07/schema#"}          | schema.$schema
            {"properties":{"a":{"$id":"http://a/b"}}}                      | schema.properties.a.$id
            {"$ref":"#"}                                                   | schema.$ref
            {"$ref":"#/properties/a","properties":{"a":{}}}                | schema.$ref
            {"$ref":"http://127.0.0.1:1/schema"}                           | schema.$ref
            {"$ref":"file:///etc/passwd"}                                  | schema.$ref
            {"items":{"$ref":"classpath:draft-07/schema"}}                 | schema.items.$ref
            {"$ref":"#/$defs/b","$defs":{"a":{}}}                          | schema.$ref
            {"$ref":"#/$defs/a~1b","$defs":{"a/b":{}}}                     | schema.$ref
            {"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/a"}}}        | schema
            {"$defs":{"a":{"items":{"$ref":"#/$defs/b"}},"b":{"not":{"$ref":"#/$defs/a"}}}} | schema
            {"$defs":{"unused":{"pattern":"(?=a)b"}}}                      | schema.pattern
            {"pattern":"(a)\\\\1"}                                         | schema.pattern
            {"pattern":"("}                                                | schema.pattern
            {"pattern":"((a{1,100}){1,100}){1,100}"}                       | schema.pattern
            {"patternProperties":{"(?!a)b":{}}}                            | schema.patternProperties
            {"maximum":1e999999999}                                        | schema
            {"enum":[1e-999999999]}                                        | schema
            """)
    void refusesASchemaThatIsNoneOrWouldCostTooMuch(String schema, String field) {
        assertThat(wrong(schema)).containsOnlyKeys(field);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"$id\":\"https://example.org/referral\"}",
                "{\"enum\":[{\"$ref\":\"#\"}],\"default\":{\"propertys\":1},\"examples\":[{\"pattern\":\"(\"}]}",
                "{\"properties\":{\"$ref\":{\"type\":\"string\"},\"propertys\":{},\"enum\":{}}}",
                "{\"if\":{\"const\":1},\"then\":true,\"else\":false,\"not\":{\"type\":\"null\"}}",
                "{\"patternProperties\":{\"^x-\":{\"format\":\"date-time\"}},\"dependentRequired\":{\"a\":[\"b\"]}}"
            })
    void takesWhatItUnderstands(String schema) {
        assertThat(wrong(schema)).isEmpty();
    }

    @Test
    void countsAReferenceAsWhatItLeadsTo() {
        assertThat(wrong(doubling(5))).isEmpty();
        assertThat(wrong(doubling(30))).containsOnlyKeys("schema");
    }

    /** Each definition refers to the one before twice. */
    private static String doubling(int levels) {
        return IntStream.rangeClosed(1, levels)
                .mapToObj(i -> "\"d" + i + "\":{\"allOf\":[{\"$ref\":\"#/$defs/d" + (i - 1)
                        + "\"},{\"$ref\":\"#/$defs/d" + (i - 1) + "\"}]}")
                .collect(Collectors.joining(
                        ",", "{\"$ref\":\"#/$defs/d" + levels + "\",\"$defs\":{\"d0\":{\"type\":\"object\"},", "}}"));
    }

    /** Java's own expressions take years for this one. */
    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aHostilePatternCostsNoMoreThanAnyOther() {
        var text = "\"" + "a".repeat(50_000) + "!\"";

        assertThat(errors(event("{\"pattern\":\"^(a+)+$\"}", text))).containsOnlyKeys("data");
    }

    @Test
    void findsAPatternAnywhereInTheText() {
        assertThat(valid(event("{\"pattern\":\"b+\"}", "\"abbc\"")).type().value())
                .isEqualTo("patientflags-change-1");
    }

    @Test
    void isTheSameAfterItWasStored() {
        var schema =
                DataSchema.read(node(REFERRAL), "schema", new FieldErrors()).orElseThrow();

        assertThat(DataSchema.stored(schema.document())).isEqualTo(schema).hasSameHashCodeAs(schema);
    }
}
