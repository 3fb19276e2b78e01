package org.openmns.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.event.EventSamples.ANYBODY;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnrichmentTest {

    private static final Enrichment ENRICHMENT = new Enrichment(Map.of("A28579", "YGM24", "F81022", "YGMYH"));
    private static final EventFormat FORMAT = new EventFormat(CatalogueFile.builtIn(), ENRICHMENT);

    @Test
    void addsTheSupplierOfEveryPractice() {
        var event =
                EventSamples.valid(FORMAT.structured(CatalogueFileTest.example("vrs-proxy-role-created-1"), ANYBODY));

        assertThat(event.filtering().values())
                .isEqualTo(Map.of(
                        "patient_ods_code",
                        "A28579",
                        "patient_ods_code_manufacturer_org",
                        "YGM24",
                        "proxy_ods_code",
                        "F81022",
                        "proxy_ods_code_manufacturer_org",
                        "YGMYH"));
        assertThat(event.body().text()).doesNotContain("manufacturer");
    }

    @Test
    void addsItToABinaryEventToo() {
        var headers = Map.of(
                "ce-specversion",
                "1.0",
                "ce-id",
                "1",
                "ce-source",
                "s",
                "ce-type",
                "nhshco-hc-complete-1",
                "ce-time",
                "2026-11-22T10:05:00Z",
                "ce-filtering",
                "{\"gppractice\":\"A28579\"}");

        var event = EventSamples.valid(FORMAT.binary(headers, new byte[0], ANYBODY));

        assertThat(event.filtering().get("gppractice_manufacturer_org")).isEqualTo("YGM24");
    }

    @ParameterizedTest
    @CsvSource({"'generalpractitioner', 'XY11'", "'flagtype', 'A28579'", "'GeneralPractitioner', 'A28579'"})
    void addsNothingForAnUnknownPracticeOrAnotherFilter(String name, String value) {
        var type = CatalogueFile.builtIn()
                .find(new TopicName("patientflags-change-1"))
                .orElseThrow();
        var filtering = new Filtering(Map.of(name, value));

        assertThat(ENRICHMENT.enriched(type, filtering)).isSameAs(filtering);
    }

    @Test
    void neverOverridesWhatWasSent() {
        var type = CatalogueFile.builtIn()
                .find(new TopicName("vrs-proxy-role-created-1"))
                .orElseThrow();
        var sent = Map.<String, Object>of(
                "patient_ods_code", "A28579", "patient_ods_code_manufacturer_org", "sent", "proxy_ods_code", "F81022");

        assertThat(ENRICHMENT.enriched(type, new Filtering(sent)).values())
                .hasSize(4)
                .containsAllEntriesOf(sent)
                .containsEntry("proxy_ods_code_manufacturer_org", "YGMYH");
    }
}
