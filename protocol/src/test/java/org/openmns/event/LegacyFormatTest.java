package org.openmns.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.event.EventSamples.ANYBODY;
import static org.openmns.event.EventSamples.FORMAT;
import static org.openmns.event.EventSamples.bytes;
import static org.openmns.event.EventSamples.errors;
import static org.openmns.event.EventSamples.json;
import static org.openmns.event.EventSamples.members;
import static org.openmns.event.EventSamples.valid;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LegacyFormatTest {

    private static final String GOOD = """
            {"id": "1", "type": "pds-change-of-gp-1", "subject": {"nhsNumber": "9912003888", "familyName": "Zo\u00eb", \
            "dob": "2017-10-02", "given": [{}]}, "source": {"name": "NHS PDS", "identifier": {"system": "s", \
            "value": "477121000324"}}, "time": "2026-11-22T10:05:00Z", "data": {"a": [1]}}""";

    @Test
    void mapsTheAttributesAndKeepsTheBytes() {
        var json = bytes(GOOD);
        var event = valid(FORMAT.legacy(json, ANYBODY));

        assertThat(event.type().value()).isEqualTo("pds-change-of-gp-1");
        assertThat(event.id()).isEqualTo(new EventId("477121000324", "1"));
        assertThat(event.subject()).contains("9912003888");
        assertThat(event.attributes().time()).isEqualTo("2026-11-22T10:05:00Z");
        assertThat(event.filtering()).isEqualTo(Filtering.NONE);
        assertThat(event.body().array()).isSameAs(json);
    }

    @Test
    void takesTheNameOfTheSourceWhereItHasNoIdentifier() {
        var json = GOOD.replace(", \"identifier\": {\"system\": \"s\", \"value\": \"477121000324\"}", "");

        assertThat(valid(FORMAT.legacy(bytes(json), ANYBODY)).id().source()).isEqualTo("NHS PDS");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "id": "1", | | id
            "id": "1" | "id": 1 | id
            "id": "1" | "id": "" | id
            "id": "1" | "id": "\\u0000" | id
            "type": "pds-change-of-gp-1", | | type
            pds-change-of-gp-1 | pds-change-of-gp-2 | type
            pds-change-of-gp-1 | no-such-type-1 | type
            2026-11-22T10:05:00Z | yesterday | time
            "time" | "subject" | subject
            "nhsNumber": "9912003888", | | subject.nhsNumber
            "nhsNumber": "9912003888" | "nhsNumber": null | subject.nhsNumber
            "familyName": " | "familyName": "\\ud800 | subject.familyName
            "dob": "2017-10-02" | "dob": 2017 | subject.dob
            "name": "NHS PDS" | "name": [] | source.name
            "value": "477121000324" | "value": null | source.identifier.value
            {"system": "s", "value": "477121000324"} | "s" | source.identifier
            {"a": [1]} | [1] | data
            {"a": [1]} | null | data
            "id": "1" | "id": "1", "specversion": "1.0" | specversion
            "subject": {"nhsNumber": "9912003888", | "subject.nhsNumber": "1", "subject": { | subject.nhsNumber
            """)
    void namesTheFieldThatIsWrong(String part, String replacement, String field) {
        var json = GOOD.replace(part, replacement == null ? "" : replacement);

        assertThat(errors(FORMAT.legacy(bytes(json), ANYBODY))).containsKey(field);
    }

    @Test
    void tellsEveryWrongFieldAtOnceInMnsWords() {
        assertThat(errors(FORMAT.legacy(bytes("{\"data\": 1, \"subject\": {}, \"source\": \"PDS\"}"), ANYBODY)))
                .isEqualTo(Map.of(
                        "data", "Please provide a valid data",
                        "id", "Please provide a valid id",
                        "type", "Please provide a valid event type",
                        "time", "Please provide a valid time",
                        "subject.nhsNumber", "Please provide a valid subject.nhsNumber",
                        "source", "Please provide a valid source"));
    }

    @Test
    void refusesAFieldThatIsThereTwice() {
        var json = GOOD.replace("\"dob\"", "\"nhsNumber\": \"1\", \"dob\"")
                .replace("\"data\"", "\"subject\": {}, \"data\"");

        assertThat(errors(FORMAT.legacy(bytes(json), ANYBODY)))
                .isEqualTo(Map.of(
                        "subject.nhsNumber", "Please provide only one subject.nhsNumber",
                        "subject", "Please provide only one subject"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{}x", "{\"id\": {\"a\": ", "{\"data\": [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]"})
    void refusesWhatIsNoJsonObject(String json) {
        assertThat(errors(FORMAT.legacy(bytes(json), ANYBODY))).containsOnlyKeys("body");
    }

    @Test
    void refusesTooManyBytes() {
        assertThat(errors(FORMAT.legacy(new byte[EventFormat.EVENT_BYTES_MAX + 1], ANYBODY)))
                .containsOnlyKeys("body");
    }

    @Test
    void leavesCloudEventsToTheOtherFormats() {
        assertThat(errors(FORMAT.legacy(json(members()), ANYBODY))).containsKeys("specversion", "type");
    }
}
