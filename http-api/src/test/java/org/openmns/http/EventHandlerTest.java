package org.openmns.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.openmns.access.ApplicationId;
import org.openmns.access.Caller;
import org.openmns.access.Permissions;

class EventHandlerTest {

    private static final ActorTestKit actors = ActorTestKit.create();

    private final Api api = new Api(actors);

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
    }

    @Test
    void answersAStructuredEventWithItsId() {
        var answer = api.call(Api.event(Api.EVENT));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"id\":\"e-1\"}");
        assertThat(answer.headers()).containsEntry("content-type", "application/json");
        assertThat(api.published).hasSize(1);
        assertThat(api.published.element().body().text()).doesNotContain("filtering");
    }

    @Test
    void escapesTheIdItAnswers() throws Exception {
        var answer = api.call(Api.event(Api.EVENT.replace("\"e-1\"", "\"a\\\"b\\u00e9\"")));

        assertThat(answer.json().path("id").textValue()).isEqualTo("a\"bé");
    }

    @Test
    void mirrorsTheCorrelationIdAndHandsItToTheEvent() {
        var answer = api.call(Api.event(Api.EVENT).addHeader(RawHeader.create("X-Correlation-ID", "abc-1")));

        assertThat(answer.headers()).containsEntry("x-correlation-id", "abc-1");
        assertThat(api.published.element().trace().correlationId()).isEqualTo("abc-1");
    }

    @Test
    void replacesACorrelationIdThatIsNotSane() {
        var tooLong = Api.event(Api.EVENT).addHeader(RawHeader.create("X-Correlation-ID", "x".repeat(129)));

        assertThat(api.call(tooLong).headers().get("x-correlation-id"))
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    }

    @Test
    void takesBinaryMode() {
        var answer = api.call(HttpRequest.POST("/events")
                .addHeader(RawHeader.create("ce-specversion", "1.0"))
                .addHeader(RawHeader.create("ce-id", "b-1"))
                .addHeader(RawHeader.create("ce-source", "uk.nhs.patient-flags-service"))
                .addHeader(RawHeader.create("ce-type", "patientflags-change-1"))
                .addHeader(RawHeader.create("ce-time", "2026-01-01T10:00:00Z")));

        assertThat(answer.body()).isEqualTo("{\"id\":\"b-1\"}");
    }

    @Test
    void takesALegacyEvent() {
        var answer = api.post("/events", """
                {"id":"236a1d4a-5d69-4fa9-9c7f-e72bf505aa5b","type":"pds-change-of-gp-1",
                 "subject":{"nhsNumber":"9912003888","familyName":"DAWKINS","dob":"2017-10-02"},
                 "source":{"name":"NHS DIGITAL","identifier":{"system":"https://fhir.nhs.uk/Id/nhsSpineASID","value":"1"}},
                 "time":"2020-06-01T13:00:00Z","data":{"fullUrl":"https://x"}}""");

        assertThat(answer.body()).isEqualTo("{\"id\":\"236a1d4a-5d69-4fa9-9c7f-e72bf505aa5b\"}");
    }

    @Test
    void answersEachEventOfABatchInItsPlace() throws Exception {
        var batch = "[" + Api.EVENT + ",{\"id\":\"bad\"}," + Api.EVENT.replace("\"e-1\"", "\"e-2\"") + "]";

        var answer = api.call(
                HttpRequest.POST("/events").withEntity(Api.type("cloudevents-batch+json"), batch.getBytes(UTF_8)));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().findValuesAsText("id")).containsExactly("e-1", "e-2");
        assertThat(answer.json().path(1).has("validationErrors")).isTrue();
        assertThat(api.published).hasSize(2);
    }

    @Test
    void namesEveryWrongFieldAtOnceAndPublishesNothing() throws Exception {
        var answer = api.call(Api.event(
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"a\",\"type\":\"unknown-1\",\"time\":\"later\"}"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("validationErrors").path("type").textValue())
                .isEqualTo("Please provide a valid event type");
        assertThat(answer.json().path("validationErrors").path("time").textValue())
                .isEqualTo("Please provide a valid time");
        assertThat(api.published).isEmpty();
    }

    @Test
    void refusesOtherContentTypes() {
        var answer =
                api.call(HttpRequest.POST("/events").withEntity(ContentTypes.TEXT_PLAIN_UTF8, "x".getBytes(UTF_8)));

        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.body()).contains("application/cloudevents+json");
    }

    @Test
    void refusesOtherCharsets() {
        var latin = MediaTypes.applicationWithOpenCharset("cloudevents+json").toContentType(HttpCharsets.ISO_8859_1);

        assertThat(api.call(HttpRequest.POST("/events").withEntity(latin, Api.EVENT))
                        .status())
                .isEqualTo(415);
    }

    @Test
    void refusesCompressedBodies() {
        var answer = api.call(Api.event(Api.EVENT).addHeader(RawHeader.create("Content-Encoding", "gzip")));

        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.body()).contains("identity");
    }

    @Test
    void refusesAnEventOneByteTooLarge() {
        var padding = 256 * 1024 - Api.EVENT.getBytes(UTF_8).length;

        assertThat(api.call(Api.event(Api.EVENT + " ".repeat(padding))).status())
                .isEqualTo(200);
        assertThat(api.call(Api.event(Api.EVENT + " ".repeat(padding + 1))).status())
                .isEqualTo(413);
    }

    @Test
    void says503WithRetryAfterWhenTheJournalCannotKeepUp() {
        for (var why : PublishRefused.Why.values()) {
            api.refusing = Optional.of(why);

            var answer = api.call(Api.event(Api.EVENT));

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.headers()).containsEntry("retry-after", "7");
        }
    }

    @Test
    void names405AndWhatIsAllowed() {
        var answer = api.get("/events");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.headers()).containsEntry("allow", "POST, OPTIONS");
        assertThat(answer.headers()).containsKey("x-correlation-id");
        assertThat(answer.body()).startsWith("{\"errors\":\"");
    }

    /** First what is malformed, then who may not, and only then what the type asks of its events. */
    @Test
    void whoMayNotPublishATypeIsToldNothingOfIt() {
        api.onboarding.open = false;
        api.onboarding.callers.put(
                "stranger", new Caller(new ApplicationId("stranger"), Permissions.NONE, Set.of(), Set.of()));
        var unknownFilter = Api.EVENT.replace("flagtype", "colour");

        assertThat(byStranger(Api.event(unknownFilter)))
                .returns(403, Api.Answer::status)
                .returns(
                        "{\"errors\":\"User is not authorized to handle the requested event type\"}", Api.Answer::body);
        assertThat(byStranger(Api.event(Api.EVENT.replace("\"1.0\"", "\"2.0\"")))
                        .body())
                .isEqualTo("{\"validationErrors\":{\"specversion\":\"Please provide a valid specversion\"}}");
        var batch = HttpRequest.POST("/events")
                .withEntity(Api.type("cloudevents-batch+json"), ("[" + unknownFilter + "]").getBytes(UTF_8));
        assertThat(byStranger(batch))
                .returns(200, Api.Answer::status)
                .returns(
                        "[{\"errors\":\"User is not authorized to handle the requested event type\"}]",
                        Api.Answer::body);
        assertThat(api.published).isEmpty();
    }

    private Api.Answer byStranger(HttpRequest request) {
        return api.call(request.addHeader(RawHeader.create("Authorization", "Bearer stranger")));
    }
}
