package org.openmns.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.event.EventSamples.ANYBODY;
import static org.openmns.event.EventSamples.FORMAT;
import static org.openmns.event.EventSamples.bytes;
import static org.openmns.event.EventSamples.errors;
import static org.openmns.event.EventSamples.valid;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BinaryFormatTest {

    private static final String START =
            "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"uk.nhs.x\",\"type\":\"patientflags-change-1\","
                    + "\"time\":\"2026-11-22T10:05:00Z\"";
    private static final byte[] NOTHING = {};

    private static Map<String, String> headers(String... more) {
        var headers = new HashMap<>(Map.of(
                "ce-specversion", "1.0",
                "ce-id", "1",
                "ce-source", "uk.nhs.x",
                "ce-type", "patientflags-change-1",
                "ce-time", "2026-11-22T10:05:00Z",
                "user-agent", "\u0000 none of ours"));
        for (int i = 0; i < more.length; i += 2) {
            headers.put(more[i], more[i + 1]);
        }
        return headers;
    }

    private static String body(byte[] data, String... more) {
        return valid(FORMAT.binary(headers(more), data, ANYBODY)).body().text();
    }

    @Test
    void rendersAStructuredEventInOurOrder() {
        var body = body(
                NOTHING,
                "ce-versionid",
                "W/\"16\"",
                "ce-dataref",
                "https://h/a",
                "ce-subject",
                "9912003888",
                "ce-sequence",
                "7");

        assertThat(body)
                .isEqualTo(START + ",\"subject\":\"9912003888\",\"dataref\":\"https://h/a\","
                        + "\"versionid\":\"W/\\\"16\\\"\",\"sequence\":\"7\"}");
    }

    @Test
    void putsJsonDataInlineAsItIs() {
        for (var type : new String[] {"application/json", "application/fhir+json; charset=utf-8", "TEXT/JSON"}) {
            assertThat(body(bytes(" {\"a\": 1e999999999} "), "content-type", type))
                    .isEqualTo(START + ",\"datacontenttype\":\"" + type + "\",\"data\": {\"a\": 1e999999999} }");
        }
    }

    @Test
    void putsOtherDataInAsBase64() {
        assertThat(body(new byte[] {0, -1, 7}, "content-type", "application/octet-stream"))
                .isEqualTo(START + ",\"datacontenttype\":\"application/octet-stream\",\"data_base64\":\"AP8H\"}");
        assertThat(body(bytes("{}"))).isEqualTo(START + ",\"data_base64\":\"e30=\"}");
    }

    @Test
    void rendersWhatTheStructuredFormatTakes() {
        var json =
                bytes(body(bytes("[\"\u00e9\"]"), "content-type", "application/json", "ce-subject", "Zo%C3%AB%20%22"));

        assertThat(valid(FORMAT.structured(json, ANYBODY)).body().array()).isSameAs(json);
        assertThat(valid(FORMAT.structured(json, ANYBODY)).subject()).contains("Zo\u00eb \"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"flagtype\": \"NRAF\"}",
                "%7B%22flagtype%22:%22NRAF%22%7D",
                "\"{\\\"flagtype\\\":\\\"NRAF\\\"}\""
            })
    void takesFilteringAsAJsonObjectInAHeaderAndKeepsItBack(String raw) {
        var event = valid(FORMAT.binary(headers("ce-filtering", raw), NOTHING, ANYBODY));

        assertThat(event.filtering().values()).isEqualTo(Map.of("flagtype", "NRAF"));
        assertThat(event.body().text()).isEqualTo(START + "}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Euro%20%E2%82%AC%20%F0%9F%98%80 | Euro \u20ac \ud83d\ude00
            "quoted \\"text\\"" | quoted "text"
            W/"16" | W/"16"
            %2541 | %41
            a b | a b
            """)
    void decodesAHeaderAsTheHttpBindingSays(String raw, String expected) {
        assertThat(valid(FORMAT.binary(headers("ce-subject", raw), NOTHING, ANYBODY))
                        .subject())
                .contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%",
                "%2",
                "%zz",
                "%C3",
                "%C0%80",
                "%ED%A0%80",
                "%00",
                "%0A",
                "\"a",
                "\"a\"b",
                "\"a\\",
                "\u00e9",
                "",
                " "
            })
    void refusesAHeaderThatDoesNotDecode(String raw) {
        assertThat(errors(FORMAT.binary(headers("ce-subject", raw), NOTHING, ANYBODY)))
                .isEqualTo(Map.of("subject", "Please provide a valid subject"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ce-type | no-such-type-1 | type
            ce-time | now | time
            ce-specversion | 0.3 | specversion
            ce-filtering | [] | filtering
            ce-filtering | {"a": | filtering
            ce-filtering | {"a": {}} | filtering.a
            ce-filtering | {} x | filtering
            ce-colour | red | colour
            ce-data | x | data
            ce-data_base64 | AAA= | data_base64
            ce-datacontenttype | application/json | datacontenttype
            content-type | json | datacontenttype
            """)
    void namesTheAttributeThatIsWrong(String header, String value, String field) {
        assertThat(errors(FORMAT.binary(headers(header, value), NOTHING, ANYBODY)))
                .containsOnlyKeys(field);
    }

    @Test
    void tellsEveryMissingAttribute() {
        assertThat(errors(FORMAT.binary(Map.of(), NOTHING, ANYBODY)))
                .containsOnlyKeys("specversion", "id", "source", "type", "time");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{} {}", "{\"a\":1}}, \"type\": \"x\", {", "nul", "\ufeff{}", " "})
    void refusesInlineDataThatIsNoJson(String data) {
        assertThat(errors(FORMAT.binary(headers("content-type", "application/json"), bytes(data), ANYBODY)))
                .hasSize(1)
                .hasEntrySatisfying("data", message -> assertThat(message).startsWith("Please provide valid JSON: "));
    }

    @Test
    void refusesWhatWouldBeTooLargeOnceRendered() {
        var data = new byte[EventFormat.EVENT_BYTES_MAX - 10];

        assertThat(errors(FORMAT.binary(headers(), data, ANYBODY))).containsOnlyKeys("body");
        assertThat(errors(FORMAT.binary(headers(), new byte[EventFormat.EVENT_BYTES_MAX + 1], ANYBODY)))
                .containsOnlyKeys("body");
    }

    @Test
    void refusesDataNestedSoDeepThatTheWholeEventWouldNotBeRead() {
        var deepest = bytes("[".repeat(31) + "]".repeat(31));
        var deeper = bytes("[".repeat(32) + "]".repeat(32));

        valid(FORMAT.structured(bytes(body(deepest, "content-type", "application/json")), ANYBODY));
        assertThat(errors(FORMAT.binary(headers("content-type", "application/json"), deeper, ANYBODY)))
                .containsOnlyKeys("data");
    }
}
