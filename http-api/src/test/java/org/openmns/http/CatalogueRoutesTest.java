package org.openmns.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.openmns.access.Caller;
import org.openmns.catalogue.CatalogueJson;

class CatalogueRoutesTest {

    private static final ActorTestKit actors = ActorTestKit.create();

    private final Api api = new Api(actors);

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
    }

    @Test
    void listsEveryEventType() throws Exception {
        assertThat(api.get("/event-types").json().path("eventTypes").findValuesAsText("type"))
                .contains("patientflags-change-1", "pds-change-of-gp-1");
    }

    /** Three of 1.5 MiB behind three small ones. */
    @Test
    void aPageOfEventTypesEndsByItsBytesToo() throws Exception {
        for (var type : List.of("x-1", "x-2", "x-3")) {
            var entry = CatalogueJson.read("{\"type\":\"" + type + "\",\"about\":{\"description\":\""
                    + "x".repeat(3 << 19) + "\"},\"example\":{}}");
            api.types.put(entry, Caller.SANDBOX).toCompletableFuture().join();
        }

        var first = api.get("/event-types").json();
        var second = api.get(first.path("next").textValue()).json();
        var third = api.get(second.path("next").textValue()).json();

        assertThat(types(first)).hasSize(4).endsWith("x-1");
        assertThat(types(second)).containsExactly("x-2");
        assertThat(types(third)).containsExactly("x-3");
        assertThat(third.has("next")).isFalse();
    }

    private static List<String> types(JsonNode page) {
        var types = new ArrayList<String>();
        page.path("eventTypes").forEach(each -> types.add(each.path("type").textValue()));
        return types;
    }

    @Test
    void showsOneEventTypeWithFiltersAndExample() throws Exception {
        var shown = api.get("/event-types/patientflags-change-1").json();

        assertThat(shown.path("filters").path(1).path("format").textValue()).isEqualTo("ods-practice");
        assertThat(shown.path("example").path("specversion").textValue()).isEqualTo("1.0");
        assertThat(shown.path("about").path("source").textValue()).isEqualTo("uk.nhs.patient-flags-service");
    }

    @Test
    void knowsNoOtherEventType() {
        for (var type : List.of("unknown-1", "%00", "a%2Fb", "x".repeat(500))) {
            assertThat(api.get("/event-types/" + type).body()).isEqualTo("{\"errors\":\"Not found\"}");
        }
    }

    private Api.Answer check(String criteria) {
        return api.post("/criteria/check", "{\"criteria\":\"" + criteria + "\",\"event\":" + Api.EVENT + "}");
    }

    @Test
    void tellsWhetherAnEventMatches() {
        assertThat(check("eventType=patientflags-change-1 AND flagtype='NRAF'").body())
                .isEqualTo("{\"matches\":true}");
    }

    @Test
    void triesTheCohortsOfTheOwner() {
        assertThat(check("eventType=patientflags-change-1 AND flagtype IN COHORT 'flags'")
                        .body())
                .isEqualTo("{\"matches\":true}");
        assertThat(check("eventType=patientflags-change-1 AND flagtype IN COHORT 'absent'")
                        .body())
                .isEqualTo("{\"matches\":false,\"failedTest\":\"flagtype IN COHORT 'absent'\"}");
    }

    @Test
    void namesTheTestThatFailed() {
        assertThat(check("eventType=patientflags-change-1 AND flagtype='FGM'").body())
                .isEqualTo("{\"matches\":false,\"failedTest\":\"flagtype='FGM'\"}");
    }

    @Test
    void namesWhatIsWrongWithCriteriaAndEvent() throws Exception {
        var answer = api.post("/criteria/check", "{\"criteria\":\"eventType=\",\"event\":{\"id\":5},\"extra\":1}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("validationErrors").fieldNames())
                .toIterable()
                .contains("criteria", "event.id", "event.type", "extra");
    }

    @Test
    void answersPingAndStatusAlike() {
        for (var path : List.of("/_ping", "/_status")) {
            assertThat(api.get(path).body())
                    .startsWith("{\"status\":\"pass\",\"ping\":\"pong\",\"service\":\"multicast-notification-service\","
                            + "\"version\":{");
        }
    }

    @Test
    void servesItsDescription() {
        assertThat(api.get("/openapi.yaml").body()).startsWith("openapi: 3");
        assertThat(api.get("/").body()).contains("/openapi.yaml");
    }

    @Test
    void saysNotAcceptableOnlyWhereNothingFits() {
        for (var accept : List.of("application/fhir+json; fhirVersion=4.0", "text/html, */*;q=0.1", "application/*")) {
            assertThat(api.call(HttpRequest.GET("/_ping").addHeader(HttpHeader.parse("Accept", accept)))
                            .status())
                    .isEqualTo(200);
        }
        for (var accept : List.of("text/html", "application/json;q=0")) {
            assertThat(api.call(HttpRequest.GET("/_ping").addHeader(HttpHeader.parse("Accept", accept)))
                            .status())
                    .isEqualTo(406);
        }
        assertThat(api.call(HttpRequest.GET("/openapi.yaml").addHeader(HttpHeader.parse("Accept", "application/yaml")))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void saysNotFoundExactly() {
        for (var path : List.of("/nothing", "/subscriptions/", "/subscriptions/a/b", "/events/1", "/%00")) {
            var answer = api.get(path);

            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.body()).isEqualTo("{\"errors\":\"Not found\"}");
            assertThat(answer.headers()).containsKey("x-correlation-id");
        }
    }
}
