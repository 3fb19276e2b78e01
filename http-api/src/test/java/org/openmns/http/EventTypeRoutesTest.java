package org.openmns.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.http.Referral.EXAMPLE;
import static org.openmns.http.Referral.REFERRAL;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openmns.access.ApplicationId;
import org.openmns.access.Caller;
import org.openmns.access.Permissions;
import org.openmns.subscription.DeliveryOptions.OrderingKey;
import org.openmns.subscription.SubscriptionCommand.Subscribe;
import org.openmns.subscription.SubscriptionReply.Subscribed;

class EventTypeRoutesTest {

    private static final ActorTestKit actors = ActorTestKit.create();

    private final Api api = new Api(actors);

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
    }

    private Api.Answer put(String type, String json) {
        return api.put("/event-types/" + type, ContentTypes.APPLICATION_JSON, json);
    }

    @Test
    void putsATypeThatIsShownPublishedAndFollowedFromThenOn() throws Exception {
        var created = put("referral-made-1", REFERRAL);
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.headers()).containsEntry("location", "/event-types/referral-made-1");
        var shown = api.get("/event-types/referral-made-1");
        assertThat(shown.json()).isEqualTo(created.json());
        assertThat(shown.json().at("/about/source").textValue()).isEqualTo("uk.nhs.referrals");
        assertThat(shown.json().at("/status/stage").textValue()).isEqualTo("deprecated");
        assertThat(shown.json().at("/retention").textValue()).isEqualTo("PT720H");
        assertThat(shown.json().at("/lenient").booleanValue()).isFalse();
        assertThat(api.get("/event-types").json().path("eventTypes").findValuesAsText("type"))
                .contains("referral-made-1");

        assertThat(api.call(Api.event(EXAMPLE)).status()).isEqualTo(200);
        assertThat(api.call(Api.event(EXAMPLE.replace("urgent", "soon"))).json())
                .isEqualTo(Json.MAPPER.readTree("{\"validationErrors\":{\"filtering.urgency\":"
                        + "\"Please provide a string out of 'routine', 'urgent'\"}}"));
        assertThat(api.call(Api.event(EXAMPLE.replace("\"number\"", "\"other\"")))
                        .json()
                        .path("validationErrors")
                        .fieldNames())
                .toIterable()
                .containsExactly("data");
    }

    @Test
    void takesBackWhatItShows() {
        put("referral-made-1", REFERRAL);

        var shown = api.get("/event-types/referral-made-1").body();
        assertThat(put("referral-made-1", shown))
                .returns(200, Api.Answer::status)
                .returns(shown, Api.Answer::body);
        var builtIn = api.get("/event-types/patientflags-change-1").body();
        assertThat(put("patientflags-change-1", builtIn))
                .returns(200, Api.Answer::status)
                .returns(builtIn, Api.Answer::body);
    }

    @Test
    void needsADescriptionAndAnExampleAndNothingElse() throws Exception {
        var example = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"a-1\","
                + "\"time\":\"2026-01-31T09:15:00Z\"}";
        var answer = put("a-1", "{\"about\":{\"description\":\"x\"},\"example\":" + example + "}");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json())
                .isEqualTo(Json.MAPPER.readTree(
                        "{\"type\":\"a-1\",\"about\":{\"description\":\"x\",\"source\":\"s\",\"legacy\":false},"
                                + "\"status\":{\"stage\":\"live\"},\"access\":\"open\",\"filters\":[],\"lenient\":true,"
                                + "\"example\":" + example + "}"));
        var filtered = example.replace("}", ",\"filtering\":{\"b\":1}}");
        assertThat(api.call(Api.event(filtered)).status()).isEqualTo(200);
        assertThat(api.post("/criteria/check", "{\"criteria\":\"eventType=a-1 AND b=1\",\"event\":" + filtered + "}")
                        .body())
                .isEqualTo("{\"matches\":true}");
    }

    @Test
    void aTypeThatListsNoFiltersAndIsNotLenientTakesNone() {
        var strict = Referral.changed(Referral.with("lenient", "false"), "filters", "[]");
        put("referral-made-1", Referral.changed(strict, "example", EXAMPLE.replace("\"urgency\":\"urgent\"", "")));

        assertThat(api.call(Api.event(EXAMPLE)).body())
                .isEqualTo("{\"validationErrors\":{\"filtering.urgency\":\"Unknown filter; known are none\"}}");
        assertThat(api.post(
                                "/criteria/check",
                                "{\"criteria\":\"eventType=referral-made-1 AND b=1\",\"event\":"
                                        + EXAMPLE.replace("\"urgency\":\"urgent\"", "") + "}")
                        .body())
                .contains("Unknown filter b; referral-made-1 has none");
    }

    @Test
    void listsPageByPageWithoutSchemas() throws Exception {
        put("referral-made-1", REFERRAL);
        var names = new ArrayList<String>();
        var path = "/event-types?limit=3";
        while (!path.isEmpty()) {
            var page = api.get(path).json();
            assertThat(page.path("eventTypes").size()).isBetween(1, 3);
            assertThat(page.path("eventTypes").findValues("schema")).isEmpty();
            page.path("eventTypes").forEach(type -> names.add(type.path("type").asText()));
            path = page.path("next").asText();
        }

        assertThat(api.get("/event-types?limit=3").json().path("next").asText())
                .isEqualTo("/event-types?limit=3&after=pds-change-of-gp-2");
        assertThat(names)
                .containsExactly(
                        "patientflags-change-1", "pds-change-of-gp-1", "pds-change-of-gp-2", "referral-made-1");
        assertThat(api.get("/event-types/referral-made-1").json().has("schema")).isTrue();
        assertThat(api.get("/event-types?after=zzz").body()).isEqualTo("{\"eventTypes\":[]}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ?limit=0     | The limit parameter must be a whole number from 1 to 100
            ?limit=101   | The limit parameter must be a whole number from 1 to 100
            ?limit=x     | The limit parameter must be a whole number from 1 to 100
            ?after=a%2Fb | Please provide an event type of 1 to 128 letters, digits, '.', '_' and '-'
            """, quoteCharacter = '`')
    void namesWhatIsWrongWithAPage(String query, String message) {
        assertThat(api.get("/event-types" + query))
                .returns(400, Api.Answer::status)
                .returns("{\"errors\":\"" + message + "\"}", Api.Answer::body);
    }

    @Test
    void theOwnerChangesItsTypeAndNobodyElse() {
        put("referral-made-1", REFERRAL);
        api.onboarding.open = false;
        token("acme");
        token("other");

        assertThat(putBy("acme", Referral.with("retention", "\"P10D\"")).status())
                .isEqualTo(200);
        assertThat(putBy("acme", Referral.changed(REFERRAL, "owner", "\"acme\"").replace("\"owner\":\"acme\",", ""))
                        .body())
                .contains("\"owner\":\"acme\"");
        for (var refused : List.of(putBy("acme", Referral.with("owner", "\"other\"")), putBy("other", REFERRAL))) {
            assertThat(refused)
                    .returns(403, Api.Answer::status)
                    .returns("{\"errors\":\"Unauthorised\"}", Api.Answer::body);
        }
    }

    private void token(String application) {
        api.onboarding.callers.put(
                application, new Caller(new ApplicationId(application), Permissions.NONE, Set.of(), Set.of()));
    }

    private Api.Answer putBy(String application, String json) {
        return api.call(HttpRequest.PUT("/event-types/referral-made-1")
                .withEntity(ContentTypes.APPLICATION_JSON, json.getBytes(UTF_8))
                .addHeader(RawHeader.create("Authorization", "Bearer " + application)));
    }

    @Test
    void tellsOfADeprecationWhoeverPublishesFollowsOrReads() {
        put("referral-made-1", REFERRAL);
        var date = "@1798761600";
        var subscription = Api.SUBSCRIPTION.replace("patientflags-change-1' AND flagtype='NRAF'", "referral-made-1'");

        assertThat(api.get("/event-types/referral-made-1").headers()).containsEntry("deprecation", date);
        assertThat(api.call(Api.event(EXAMPLE)).headers()).containsEntry("deprecation", date);
        assertThat(api.call(Api.event(Api.EVENT)).headers()).doesNotContainKey("deprecation");
        var batch = HttpRequest.POST("/events")
                .withEntity(
                        Api.type("cloudevents-batch+json"), ("[" + Api.EVENT + "," + EXAMPLE + "]").getBytes(UTF_8));
        assertThat(api.call(batch).headers()).containsEntry("deprecation", date);

        var answer = api.send(HttpRequest.POST("/subscriptions")
                .withEntity(ContentTypes.APPLICATION_JSON, subscription.getBytes(UTF_8)));
        var command = api.subscription.expectMessageClass(Subscribe.class);
        command.replyTo().tell(new Subscribed(true));
        assertThat(Api.answer(answer).headers()).containsEntry("deprecation", date);
        assertThat(command.subscription().options().orderingKey()).isEqualTo(OrderingKey.SUBSCRIPTION);

        put("referral-made-1", Referral.with("status", "{\"stage\":\"live\"}"));
        assertThat(api.call(Api.event(EXAMPLE)).headers()).doesNotContainKey("deprecation");
    }
}
