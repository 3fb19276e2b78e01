package org.openmns.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.openmns.event.EventSamples.ANYBODY;
import static org.openmns.event.EventSamples.FORMAT;
import static org.openmns.event.EventSamples.valid;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogueFileTest {

    private static final Catalogue BUILT_IN = CatalogueFile.builtIn();
    private static final Pattern NHS_NUMBER = Pattern.compile("\\b9\\d{9}\\b");

    static byte[] example(String type) {
        return BUILT_IN.find(new TopicName(type)).orElseThrow().example().array();
    }

    static Stream<EventType> builtIn() {
        return BUILT_IN.all().stream();
    }

    @Test
    void hasEveryTypeOfTheContractInOrder() {
        assertThat(builtIn().map(type -> type.name().value()))
                .isSorted()
                .containsExactlyInAnyOrder(
                        "mns-test-signal-1",
                        "pds-change-of-gp-1",
                        "pds-change-of-gp-2",
                        "pds-death-notification-1",
                        "pds-death-notification-2",
                        "nhs-number-change-1",
                        "nhs-number-change-2",
                        "pds-record-change-2",
                        "gpreg-change-gp-req-1",
                        "patientflags-change-1",
                        "imms-vaccination-record-change-1",
                        "nhshco-hc-complete-1",
                        "nhshco-hc-complete-1-ack-1",
                        "vrs-proxy-role-created-1",
                        "vrs-proxy-role-changed-1",
                        "vrs-proxy-role-deleted-1",
                        "pdm-resource-change-1",
                        "pathology-laboratory-reporting-test-result-stored-1");
    }

    @ParameterizedTest
    @MethodSource("builtIn")
    void givesAnExampleThatMayBePublished(EventType type) {
        var json = type.example().array();
        var parsed = type.description().legacy() ? FORMAT.legacy(json, ANYBODY) : FORMAT.structured(json, ANYBODY);

        var event = valid(parsed);
        assertThat(event.type()).isEqualTo(type.name());
        assertThat(event.filtering().values().keySet())
                .containsExactlyElementsOf(type.filters().all().stream()
                        .map(EventType.Filter::name)
                        .toList());
        if (!type.description().legacy()) {
            assertThat(event.id().source()).isEqualTo(type.description().source());
            assertThat(event.attributes().reference().dataref().isPresent())
                    .isEqualTo(type.description().dataref().isPresent());
        }
    }

    @ParameterizedTest
    @MethodSource("builtIn")
    void usesNhsNumbersWithTheRightCheckDigit(EventType type) {
        assertThat(NHS_NUMBER.matcher(type.example().text()).results())
                .allMatch(number -> hasCheckDigit(number.group()));
    }

    @ParameterizedTest
    @MethodSource("builtIn")
    void givesExamplesOfTheFormatsThatItLists(EventType type) {
        var filtering = type.description().legacy()
                ? Filtering.NONE
                : valid(FORMAT.structured(type.example().array(), ANYBODY)).filtering();
        for (var filter : type.filters().all()) {
            var expected = switch (filter.format()) {
                case INTEGER -> Long.class;
                case BOOLEAN -> Boolean.class;
                case ARRAY -> List.class;
                case STRING, ODS_CODE, ODS_PRACTICE -> String.class;
            };
            var value = filtering.get(filter.name());
            assertThat(value).isInstanceOf(expected);
            assertThat(filter.values().isEmpty() || filter.values().contains(String.valueOf(value)))
                    .isTrue();
        }
    }

    @Test
    void namesTheFiltersThatAreAddedToo() {
        assertThat(BUILT_IN.find(new TopicName("patientflags-change-1"))
                        .orElseThrow()
                        .filterNames())
                .containsExactly("flagtype", "generalpractitioner", "generalpractitioner_manufacturer_org", "origin");
    }

    @Test
    void takesTypesOfAnOperatorBesideTheBuiltInOnes() {
        var own = ConfigFactory.parseString("""
                openmns.event-types {
                  "uk.example-1" { text = a, source = b, example = "{}" }
                  mns-test-signal-1.text = changed
                }""");
        var catalogue = CatalogueFile.read(own.withFallback(ConfigFactory.parseResources("catalogue.conf")));

        assertThat(catalogue.all()).hasSize(BUILT_IN.all().size() + 1);
        assertThat(catalogue.contains(new TopicName("uk.example-1"))).isTrue();
        assertThat(catalogue
                        .find(new TopicName("mns-test-signal-1"))
                        .orElseThrow()
                        .description()
                        .text())
                .isEqualTo("changed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a-1 { source = b, example = c }",
                "a-1 { text = a, example = c }",
                "a-1 { text = a, source = \"b c\", example = c }",
                "\"a b\" { text = a, source = b, example = c }",
                "a-1 { text = a, source = b, example = c, colour = red }",
                "a-1 { text = a, source = b, example = c, filters = [ { name = n, format = shape } ] }",
                "a-1 { text = a, source = b, example = c, filters = [ { name = n } ] }",
                "a-1 { text = a, source = b, example = c, lenient = perhaps }",
                "a-1 { text = a, source = b, example = c, filters = [ { name = n, format = array },"
                        + " { name = n, format = string } ] }",
                "a-1 { text = a, source = b, example = c, filters = [ { name = n, format = string, max = 1 } ] }",
                "a-1 = 7"
            })
    void refusesAMistakeInTheFile(String eventType) {
        assertThatThrownBy(() ->
                        CatalogueFile.read(ConfigFactory.parseString("openmns.event-types { " + eventType + " }")))
                .isInstanceOf(ConfigException.class);
    }

    @Test
    void refusesATypeThatIsThereTwice() {
        var type = BUILT_IN.all().get(0);

        assertThatThrownBy(() -> Catalogue.of(List.of(type, type)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(type.name().value());
    }

    private static boolean hasCheckDigit(String number) {
        int sum = 0;
        for (int i = 0; i < 9; i++) {
            sum += (number.charAt(i) - '0') * (10 - i);
        }
        return (11 - sum % 11) % 11 == number.charAt(9) - '0';
    }
}
