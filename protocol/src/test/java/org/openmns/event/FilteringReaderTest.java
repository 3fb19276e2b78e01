package org.openmns.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.openmns.event.EventSamples.ANYBODY;
import static org.openmns.event.EventSamples.FORMAT;
import static org.openmns.event.EventSamples.errors;
import static org.openmns.event.EventSamples.json;
import static org.openmns.event.EventSamples.valid;
import static org.openmns.event.EventSamples.with;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilteringReaderTest {

    @Test
    void readsEveryKindOfValue() {
        var filtering = filtering("""
                {"text": "XY11", "empty": "", "age": 21, "big": 9223372036854775808, "price": 1.50, "tiny": 1e-300,
                 "yes": true, "no": false, "absent": null, "codes": ["a", 7, ""], "none": [],
                 "requestingOrganisationODS": "A28579", "requestingorganisationods": "other", "caf\\u00e9": "\u00e9"}""");

        assertThat(filtering.values())
                .containsOnlyKeys(
                        "text",
                        "empty",
                        "age",
                        "big",
                        "price",
                        "tiny",
                        "yes",
                        "no",
                        "codes",
                        "none",
                        "requestingOrganisationODS",
                        "requestingorganisationods",
                        "caf\u00e9")
                .containsEntry("text", "XY11")
                .containsEntry("empty", "")
                .containsEntry("age", 21L)
                .containsEntry("big", new BigDecimal("9223372036854775808"))
                .containsEntry("price", new BigDecimal("1.50"))
                .containsEntry("tiny", new BigDecimal("1e-300"))
                .containsEntry("yes", true)
                .containsEntry("no", false)
                .containsEntry("codes", List.of("a", 7L, ""))
                .containsEntry("none", List.of())
                .containsEntry("requestingorganisationods", "other");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"b\": 1}",
                "[[]]",
                "[null]",
                "[true]",
                "[1.5]",
                "[{}]",
                "[9223372036854775808]",
                "\"a\\u0000\"",
                "\"\\ud800\"",
                "\"\\n\"",
                "1e309",
                "1e999999999",
                "-1e-999999999",
                "1e99999999999",
                "12345678901234567890123456789012345678901"
            })
    void refusesAnyOtherValueByTheNameOfTheFilter(String value) {
        assertThat(wrong("{\"good\": 1, \"flagtype\": " + value + ", \"also\": true}"))
                .containsOnlyKeys("filtering.flagtype")
                .hasEntrySatisfying(
                        "filtering.flagtype",
                        message -> assertThat(message)
                                .isEqualTo("Please provide a valid filtering.flagtype: "
                                        + "a string, number, boolean, null, or an array of strings or integers"));
    }

    @Test
    void boundsTextsAndArrays() {
        assertThat(filtering("{\"a\": \"" + "x".repeat(1_024) + "\"}").get("a"))
                .asString()
                .hasSize(1_024);
        assertThat(wrong("{\"a\": \"" + "x".repeat(1_025) + "\"}")).containsOnlyKeys("filtering.a");
        assertThat(filtering("{\"a\": " + array(1_000) + "}").get("a"))
                .asInstanceOf(LIST)
                .hasSize(1_000);
        assertThat(wrong("{\"a\": " + array(1_001) + "}")).containsOnlyKeys("filtering.a");
    }

    @Test
    void boundsHowManyFiltersThereAre() {
        assertThat(filtering(filters(64)).values()).hasSize(64);
        assertThat(wrong(filters(65))).containsOnlyKeys("filtering");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\\u0000", "a\\n", "\\uffff"})
    void refusesBadNamesOnFilteringItself(String name) {
        assertThat(wrong("{\"" + name + "\": {\"a\": []}}")).containsOnlyKeys("filtering");
        assertThat(wrong("{\"" + "n".repeat(129) + "\": 1}")).containsOnlyKeys("filtering");
    }

    @Test
    void refusesANameThatIsThereTwice() {
        assertThat(wrong("{\"a\": 1, \"\\u0061\": 2}"))
                .isEqualTo(Map.of("filtering.a", "Please provide only one filtering.a"));
        assertThat(wrong("{\"a\": null, \"a\": null}")).containsOnlyKeys("filtering.a");
    }

    @Test
    void refusesFilteringThatIsThereTwice() {
        var members = lenient("{}");
        members.remove("filtering");
        members.put("filtering", "{}");
        members.put("\\u0066iltering", "{\"a\": 1}");

        assertThat(errors(FORMAT.structured(json(members), ANYBODY)))
                .isEqualTo(Map.of("filtering", "Please provide only one filtering"));
    }

    private static String array(int size) {
        return IntStream.range(0, size).mapToObj(Integer::toString).collect(Collectors.joining(",", "[", "]"));
    }

    private static String filters(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"f" + i + "\": null".replace("null", i % 2 == 0 ? "1" : "\"v\""))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static Filtering filtering(String json) {
        return valid(FORMAT.structured(json(lenient(json)), ANYBODY)).filtering();
    }

    private static Map<String, String> wrong(String json) {
        return errors(FORMAT.structured(json(lenient(json)), ANYBODY));
    }

    /** A type that lists no filters takes any. */
    private static Map<String, String> lenient(String filtering) {
        var members = with("filtering", filtering);
        members.put("type", "\"pds-change-of-gp-2\"");
        return members;
    }
}
