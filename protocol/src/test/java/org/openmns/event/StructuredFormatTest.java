package org.openmns.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.event.EventSamples.bytes;
import static org.openmns.event.EventSamples.errors;
import static org.openmns.event.EventSamples.json;
import static org.openmns.event.EventSamples.members;
import static org.openmns.event.EventSamples.parse;
import static org.openmns.event.EventSamples.text;
import static org.openmns.event.EventSamples.valid;
import static org.openmns.event.EventSamples.with;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The members of an event, each by its own rule. */
class StructuredFormatTest {

    @Test
    void readsWhatTheBrokerNeedsAndKeepsTheRestAsBytes() {
        var event = valid(parse(json(members())));

        assertThat(event.type()).isEqualTo(new TopicName("patientflags-change-1"));
        assertThat(event.id())
                .isEqualTo(new EventId("uk.nhs.patient-flags-service", "236a1d4a-5d69-4fa9-9c7f-e72bf505aa5b"));
        assertThat(event.attributes().time()).isEqualTo("2026-11-22T10:05:00.50+01:00");
        assertThat(event.subject()).contains("9912003888");
        assertThat(event.attributes().reference())
                .isEqualTo(new Event.Reference(
                        Optional.of("https://api.service.nhs.uk/flags/9912003888"), Optional.of("W/\"16\"")));
        assertThat(event.filtering().values()).isEqualTo(Map.of("flagtype", "NRAF", "generalpractitioner", "XY11"));
        assertThat(event.trace())
                .isEqualTo(new Event.Trace(
                        EventSamples.CORRELATION,
                        Optional.of("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")));
        var expected = members();
        expected.remove("filtering");
        assertThat(event.body().array()).isEqualTo(json(expected));
    }

    @Test
    void handsOnTheSameArrayWhereThereIsNoFiltering() {
        var members = members();
        members.remove("filtering");
        var json = json(members);

        assertThat(valid(parse(json)).body().array()).isSameAs(json);
    }

    @ParameterizedTest
    @EnumSource
    void refusesEachAttributeThatIsNotAsItShouldBe(Attribute attribute) {
        var wrong = new ArrayList<>(List.of("null", "1", "1.5", "true", "{\"a\": [1]}", "[]", "\"\""));
        wrong.add("\"" + "a".repeat(attribute.lengthMax() + 1) + "\"");
        wrong.add("\"a\\u0000\"");
        wrong.add("\"a\\n\"");
        wrong.add("\"\\u007f\"");
        wrong.add("\"\\u0085\"");
        wrong.add("\"\\ud83d\"");
        wrong.add("\"\\ude00a\"");
        wrong.add("\"\\uffff\"");
        wrong.add("\"\\ufdd0\"");
        for (var json : wrong) {
            var errors = errors(parse(json(with(attribute.field(), json))));

            assertThat(errors)
                    .as(json.substring(0, Math.min(json.length(), 20)))
                    .isEqualTo(wrong(attribute.field()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesEachAttributeGivenTwice(Attribute attribute) {
        var name = attribute.field();
        var text = text(members());
        var json = text.substring(0, text.length() - 1) + ", \"" + name + "\": "
                + members().get(name) + "}";

        assertThat(errors(parse(bytes(json)))).isEqualTo(Map.of(name, "Please provide only one " + name));
    }

    @ParameterizedTest
    @EnumSource
    void missesOnlyWhatIsRequired(Attribute attribute) {
        var members = members();
        members.remove(attribute.field());
        var parsed = parse(json(members));

        if (Attribute.REQUIRED.contains(attribute)) {
            assertThat(errors(parsed)).isEqualTo(wrong(attribute.field()));
        } else {
            valid(parsed);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            specversion | "1.1"
            specversion | "0.3"
            source | "a b"
            source | "a%2"
            source | "1a:b"
            source | "http://[::1"
            source | "caf\u00e9"
            type | "no-such-type-1"
            type | "patientflags-change-1 "
            type | "Patientflags-change-1"
            type | "pds-change-of-gp-1"
            time | "2026-11-22T10:05:00"
            time | "2026-11-22"
            time | "2026-02-30T10:05:00Z"
            dataref | "Patient/9912003888"
            dataref | "https://a b"
            dataschema | "schema"
            traceparent | "00-4bf92f3577b34da6a3ce929d0e0e4736"
            traceparent | "00-00000000000000000000000000000000-00f067aa0ba902b7-01"
            traceparent | "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
            datacontenttype | "json"
            filtering | null
            filtering | []
            filtering | "flagtype"
            filtering | 1
            """)
    void refusesWhatBreaksTheRuleOfItsField(String field, String value) {
        assertThat(errors(parse(json(with(field, value))))).isEqualTo(wrong(field));
    }

    @Test
    void tellsEveryWrongFieldAtOnce() {
        var json = "{\"id\": \"\", \"time\": 7, \"colour\": \"red\", \"filtering\": {\"a\": {}}, \"subject\": null}";

        assertThat(errors(parse(bytes(json))))
                .containsOnlyKeys("id", "time", "colour", "filtering.a", "subject", "specversion", "source", "type")
                .containsEntry("type", "Please provide a valid event type")
                .containsEntry("time", "Please provide a valid time");
    }

    @ParameterizedTest
    @ValueSource(strings = {"colour", "Id", "data_base65", "sequencetype", "authtype", "filtering.flagtype"})
    void namesAnAttributeThatNoEventHas(String name) {
        assertThat(errors(parse(json(with(name, "{\"a\": [1, {}]}")))))
                .hasEntrySatisfying(name, message -> assertThat(message).startsWith("Unknown attribute"))
                .hasSize(1);
    }

    @Test
    void reportsAFloodOfUnknownAttributesInBoundedSpace() {
        var members = members();
        for (int i = 0; i < 5_000; i++) {
            members.put("unknown" + i, "1");
        }
        members.put("x".repeat(900), "1");

        assertThat(errors(parse(json(members)))).hasSizeLessThan(70).containsKey("body");
    }

    @Test
    void takesDataOfEveryKindAndEitherFormOnly() {
        for (var data :
                List.of("null", "1e999999999", "\"\"", "[[]]", "\"\\ud800\"", "-0", "12345678901234567890123")) {
            assertThat(valid(parse(json(with("data", data)))).body().text()).contains("\"data\": " + data);
        }
        var members = members();
        members.put("data_base64", "\"AAA=\"");
        assertThat(errors(parse(json(members)))).containsOnlyKeys("data_base64");
        members.remove("data");
        valid(parse(json(members)));
        for (var base64 : List.of("null", "{}", "\"A\"", "\"A===\"", "\"AA=A\"", "\"AAA-\"", "\"====\"")) {
            members.put("data_base64", base64);
            assertThat(errors(parse(json(members)))).containsOnlyKeys("data_base64");
        }
    }

    private static Map<String, String> wrong(String field) {
        return Map.of(field, "Please provide a valid " + (field.equals("type") ? "event type" : field));
    }
}
