package org.openmns.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openmns.event.CatalogueFile;
import org.openmns.event.EventType;
import org.openmns.event.JsonBytes;

/** The form in which types are stored: it only grows, so these texts stay. */
class CatalogueJsonTest {

    private static final String REFERRAL = "{\"type\":\"referral-made-1\","
            + "\"about\":{\"description\":\"A referral\",\"source\":\"uk.nhs.referrals\",\"dataref\":\"ServiceRequest\","
            + "\"legacy\":false},"
            + "\"status\":{\"stage\":\"deprecated\",\"date\":\"2027-01-01T00:00:00Z\"},"
            + "\"owner\":\"acme\",\"access\":\"by-approval\","
            + "\"filters\":[{\"name\":\"urgency\",\"format\":\"string\",\"values\":[\"routine\",\"urgent\"],"
            + "\"description\":\"How soon\"},"
            + "{\"name\":\"gppractice\",\"format\":\"ods-practice\",\"values\":[],\"description\":\"\"}],"
            + "\"lenient\":false,\"schema\":{\"type\":\"object\",\"required\":[\"number\"]},"
            + "\"retention\":\"PT720H\",\"orderingKey\":\"subscription\",\"example\":{\"data\":{\"number\":1}}}";

    @Test
    void writesEverything() {
        assertThat(CatalogueJson.write(Samples.referral("acme"))).hasToString(REFERRAL);
    }

    @Test
    void readsWhatItWrote() {
        var read = CatalogueJson.read(REFERRAL);

        assertThat(CatalogueJson.write(read)).hasToString(REFERRAL);
        assertThat(read.terms()).isEqualTo(Samples.referral("acme").terms());
        assertThat(read.type().schema())
                .isEqualTo(Samples.referral("acme").type().schema());
    }

    @Test
    void readsTheLeastThatThereMayBe() {
        var read = CatalogueJson.read("{\"type\":\"a-1\",\"example\":{}}");

        assertThat(read.terms()).isEqualTo(Terms.USUAL);
        assertThat(read.type().filters().all()).isEmpty();
        assertThat(CatalogueJson.read(CatalogueJson.write(Samples.plain()).toString())
                        .type()
                        .filters()
                        .isLenient())
                .isTrue();
    }

    @Test
    void writesEveryBuiltInTypeSoThatItComesBack() {
        for (var type : CatalogueFile.builtIn().all()) {
            var json = CatalogueJson.write(CatalogueEntry.of(type)).toString();

            assertThat(CatalogueJson.write(CatalogueJson.read(json))).hasToString(json);
        }
    }

    @Test
    void showsAnExampleOfTheConfigurationThatIsNoJsonAsText() {
        var plain = Samples.plain().type();
        var odd =
                new EventType(plain.name(), plain.description(), plain.filters(), plain.schema(), JsonBytes.of("so {"));

        assertThat(CatalogueJson.write(CatalogueEntry.of(odd)).get("example").textValue())
                .isEqualTo("so {");
    }
}
