package org.openmns.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.openmns.event.EventSamples.ANYBODY;
import static org.openmns.event.EventSamples.bytes;
import static org.openmns.event.EventSamples.errors;
import static org.openmns.event.EventSamples.json;
import static org.openmns.event.EventSamples.valid;
import static org.openmns.event.EventSamples.with;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openmns.event.EventType.Filter;
import org.openmns.event.EventType.Format;

class FiltersTest {

    private static final List<Filter> DECLARED = List.of(
            new Filter("text", Format.STRING, List.of(), ""),
            new Filter("flag", Format.STRING, List.of("NRAF", ""), ""),
            new Filter("age", Format.INTEGER, List.of(), ""),
            new Filter("level", Format.INTEGER, List.of("1", "2"), ""),
            new Filter("yes", Format.BOOLEAN, List.of(), ""),
            new Filter("codes", Format.ARRAY, List.of(), ""),
            new Filter("marks", Format.ARRAY, List.of("a", "1"), ""),
            new Filter("organisation", Format.ODS_CODE, List.of(), ""),
            new Filter("practice", Format.ODS_PRACTICE, List.of(), ""));

    private static final String KNOWN =
            "text, flag, age, level, yes, codes, marks, organisation, practice," + " practice_manufacturer_org";

    private static EventFormat format(List<Filter> filters, boolean lenient) {
        var about = new EventType.Description("Flags", "s", Optional.empty(), false);
        var type = new EventType(
                new TopicName("patientflags-change-1"),
                about,
                new Filters(filters, lenient),
                Optional.empty(),
                JsonBytes.of("{}"));
        return new EventFormat(Catalogue.of(List.of(type)), Enrichment.NONE);
    }

    private static Parsed parsed(List<Filter> filters, boolean lenient, String filtering) {
        return format(filters, lenient).structured(json(with("filtering", filtering)), ANYBODY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"text\": \"\", \"flag\": \"\", \"age\": -7, \"level\": 2, \"yes\": false}",
                "{\"flag\": \"NRAF\", \"codes\": [\"x\", 3], \"marks\": [\"a\", 1], \"organisation\": \"B0C4P\"}",
                "{\"codes\": [], \"marks\": [], \"practice\": \"A28579\", \"practice_manufacturer_org\": \"YGM24\"}",
                "{\"text\": null, \"age\": null, \"practice\": null, \"unknown\": null}"
            })
    void takesWhatIsDeclaredAndNullForNothing(String filtering) {
        assertThat(valid(parsed(DECLARED, false, filtering)).filtering().get("unknown"))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            text         | 1            | a string
            text         | ["a"]        | a string
            text         | true         | a string
            flag         | "FGM"        | a string out of 'NRAF', ''
            flag         | "nraf"       | a string out of 'NRAF', ''
            age          | "1"          | a whole number
            age          | 1.0          | a whole number
            age          | 9223372036854775808 | a whole number
            level        | 3            | a whole number out of '1', '2'
            yes          | "true"       | true or false
            yes          | 1            | true or false
            codes        | "a"          | an array of strings or integers
            marks        | ["a", "b"]   | an array of strings or integers out of 'a', '1'
            organisation | ""           | an ODS code of letters and digits
            organisation | "A 1"        | an ODS code of letters and digits
            practice     | "ABCDEFGHIJKLMNOPQRSTU" | an ODS code of letters and digits
            practice     | 81022        | an ODS code of letters and digits
            practice_manufacturer_org | 5 | an ODS code of letters and digits
            """)
    void namesAFilterThatIsNotWhatItWasDeclaredAs(String name, String value, String expected) {
        assertThat(errors(parsed(DECLARED, false, "{\"" + name + "\": " + value + "}")))
                .isEqualTo(Map.of("filtering." + name, "Please provide " + expected));
    }

    @Test
    void namesEveryFilterThatIsUnknownAndWhatIsKnown() {
        assertThat(errors(parsed(DECLARED, false, "{\"colour\": \"red\", \"Text\": \"a\", \"age\": 7}")))
                .isEqualTo(Map.of(
                        "filtering.colour", "Unknown filter; known are " + KNOWN,
                        "filtering.Text", "Unknown filter; known are " + KNOWN));
        assertThat(errors(parsed(List.of(), false, "{\"colour\": 1}")))
                .isEqualTo(Map.of("filtering.colour", "Unknown filter; known are none"));
    }

    @Test
    void takesAnythingWhereTheTypeIsLenient() {
        assertThat(valid(parsed(DECLARED, true, "{\"colour\": \"red\", \"age\": \"old\"}"))
                        .filtering()
                        .values())
                .isEqualTo(Map.of("colour", "red", "age", "old"));
    }

    @Test
    void tellsItBesideWhatElseIsWrong() {
        var members = with("filtering", "{\"colour\": 1, \"text\": {}}");
        members.put("time", "7");

        assertThat(errors(format(DECLARED, false).structured(json(members), ANYBODY)))
                .containsOnlyKeys("time", "filtering.colour", "filtering.text");
    }

    @Test
    void asksNothingOfAnEventWhoseTypeIsWrong() {
        var members = with("filtering", "{\"colour\": 1}");
        members.put("type", "\"another-1\"");

        assertThat(errors(format(DECLARED, false).structured(json(members), ANYBODY)))
                .containsOnlyKeys("type");
    }

    @Test
    void holdsBinaryEventsAndThoseOfABatchAgainstItToo() {
        var headers = new HashMap<>(
                Map.of("ce-specversion", "1.0", "ce-id", "1", "ce-source", "s", "ce-type", "patientflags-change-1"));
        headers.putAll(Map.of("ce-time", "2026-11-22T10:05:00Z", "ce-filtering", "{\"colour\":1}"));
        var format = format(DECLARED, false);

        assertThat(errors(format.binary(headers, new byte[0], ANYBODY))).containsOnlyKeys("filtering.colour");

        var good = EventSamples.text(with("filtering", "{}"));
        var bad = EventSamples.text(with("filtering", "{\"age\": true}"));
        var batch = (ParsedBatch.Each) format.batch(bytes("[" + good + "," + bad + "]"), ANYBODY);
        assertThat(valid(batch.results().get(0)).filtering()).isEqualTo(Filtering.NONE);
        assertThat(errors(batch.results().get(1))).containsOnlyKeys("filtering.age");
    }

    @Test
    void goesByTheCatalogueOfTheMoment() {
        var catalogue = new Catalogue[] {CatalogueFile.builtIn()};
        var format = new EventFormat(() -> catalogue[0], Enrichment.NONE);
        var event = json(EventSamples.members());
        assertThat(valid(format.structured(event, ANYBODY)).type().value()).isEqualTo("patientflags-change-1");

        catalogue[0] = Catalogue.of(List.of());

        assertThat(errors(format.structured(event, ANYBODY))).containsOnlyKeys("type");
    }

    @Test
    void namesTheFirstOfManyValues() {
        var values = IntStream.range(0, 30).mapToObj(i -> "v" + i).toList();

        assertThat(errors(parsed(List.of(new Filter("a", Format.STRING, values, "")), false, "{\"a\": \"x\"}"))
                        .get("filtering.a"))
                .endsWith("'v19', …");
    }

    @Test
    void refusesAFilterThatIsDeclaredTwice() {
        var filter = new Filter("a", Format.STRING, List.of(), "");

        assertThatThrownBy(() -> new Filters(List.of(filter, filter), true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a");
    }
}
