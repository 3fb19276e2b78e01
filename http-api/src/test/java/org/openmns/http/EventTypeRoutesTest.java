package org.openmns.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openmns.access.ApplicationId;
import org.openmns.access.Caller;
import org.openmns.access.Permissions;
import org.openmns.subscription.DeliveryOptions.OrderingKey;
import org.openmns.subscription.SubscriptionCommand.Subscribe;
import org.openmns.subscription.SubscriptionReply.Subscribed;

class EventTypeRoutesTest {

    private static final ActorTestKit actors = ActorTestKit.create();

    private static final String EXAMPLE = """
            {"specversion":"1.0","id":"e-1","source":"uk.nhs.referrals","type":"referral-made-1",
             "time":"2026-01-31T09:15:00Z","filtering":{"urgency":"urgent"},"data":{"number":1}}""";

    static final String REFERRAL = """
            {"about":{"description":"A referral"},"owner":"acme","access":"by-approval",
             "status":{"stage":"deprecated","date":"2027-01-01T00:00:00Z"},
             "filters":[{"name":"urgency","format":"string","values":["routine","urgent"]},
                        {"name":"practice","format":"ods-practice","description":"The GP"}],
             "schema":{"type":"object","required":["number"]},"retention":"P30D","orderingKey":"subscription",
             "example":%s}""".formatted(EXAMPLE);

    private final Api api = new Api(actors);

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
    }

    private Api.Answer put(String type, String json) {
        return api.put("/event-types/" + type, ContentTypes.APPLICATION_JSON, json);
    }

    private static String with(String field, String json) {
        return changed(REFERRAL, field, json);
    }

    private static String changed(String referral, String field, String json) {
        try {
            var node = (ObjectNode) Json.MAPPER.readTree(referral);
            return node.set(field, Json.MAPPER.readTree(json)).toString();
        } catch (Exception malformed) {
            throw new IllegalArgumentException(malformed);
        }
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
                                + "\"status\":{\"stage\":\"live\"},\"access\":\"open\",\"filters\":[],\"lenient\":false,"
                                + "\"example\":" + example + "}"));
        assertThat(api.call(Api.event(example.replace("}", ",\"filtering\":{\"b\":1}}")))
                        .body())
                .contains("{\"filtering.b\":\"Unknown filter; known are none\"}");
        assertThat(api.post("/criteria/check", "{\"criteria\":\"eventType=a-1 AND b=1\",\"event\":" + example + "}")
                        .body())
                .contains("Unknown filter b; a-1 has none");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            type         | "other-1"                              | type
            colour       | 1                                      | colour
            about        | null                                   | about
            about        | {"description":""}                     | about.description
            about        | {"description":"x","text":"y"}         | about.text
            about        | {"description":"x","source":"a b"}     | about.source
            about        | {"description":"x","legacy":true}      | about.legacy
            owner        | "no application"                       | owner
            owner        | 7                                      | owner
            access       | "closed"                               | access
            status       | "live"                                 | status
            status       | {}                                     | status.stage
            status       | {"stage":"old"}                        | status.stage
            status       | {"stage":"deprecated"}                 | status.date
            status       | {"stage":"live","date":"tomorrow"}     | status.date
            status       | {"stage":"live","since":1}             | status.since
            filters      | {}                                     | filters
            filters      | ["urgency"]                            | filters[0]
            filters      | [{"name":"urgency"}]                   | filters[0].format
            filters      | [{"format":"string"}]                  | filters[0].name
            filters      | [{"name":"a b","format":"string"}]     | filters[0].name
            filters      | [{"name":"subject","format":"string"}] | filters[0].name
            filters      | [{"name":"and","format":"string"}]     | filters[0].name
            filters      | [{"name":"urgency","format":"text"}]   | filters[0].format
            filters      | [{"name":"a","format":"array","values":[1]}] | filters[0].values[0]
            filters      | [{"name":"a","format":"array"},{"name":"a","format":"array"}] | filters[1].name
            filters      | [{"name":"a","format":"array","max":1}] | filters[0].max
            lenient      | "yes"                                  | lenient
            schema       | true                                   | schema
            schema       | {"type":"nothing"}                     | schema.type
            schema       | {"$ref":"http://a/b"}                  | schema.$ref
            retention    | "PT59M"                                | retention
            retention    | "P366D"                                | retention
            retention    | "forever"                              | retention
            orderingKey  | "patient"                              | orderingKey
            example      | "text"                                 | example
            """)
    void namesTheFieldThatIsWrongAndChangesNothing(String field, String json, String wrong) throws Exception {
        var answer = put("referral-made-1", with(field, json));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("validationErrors").fieldNames())
                .toIterable()
                .containsExactly(wrong);
        assertThat(api.get("/event-types/referral-made-1").status()).isEqualTo(404);
    }

    @Test
    void wantsAnExampleThatKeepsFiltersAndSchema() throws Exception {
        var bad = EXAMPLE.replace("urgent", "soon")
                .replace("\"number\"", "\"other\"")
                .replace("\"urgency\":", "\"colour\":1,\"urgency\":")
                .replace("\"id\":\"e-1\"", "\"id\":\"\"");

        assertThat(put("referral-made-1", with("example", bad))
                        .json()
                        .path("validationErrors")
                        .fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "example.id", "example.filtering.colour", "example.filtering.urgency", "example.data");
        assertThat(put("referral-made-2", REFERRAL)
                        .json()
                        .at("/validationErrors/example.type")
                        .textValue())
                .isEqualTo("Please provide a valid event type");
    }

    @Test
    void tellsEveryWrongFieldAtOnce() throws Exception {
        assertThat(put("referral-made-1", "{\"owner\":\"\",\"access\":1,\"filters\":[{}],\"retention\":\"P1Y\"}")
                        .json()
                        .path("validationErrors")
                        .fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "about", "example", "owner", "access", "filters[0].name", "filters[0].format", "retention");
    }

    @Test
    void boundsEveryPart() throws Exception {
        var filters = IntStream.range(0, 65)
                .mapToObj(i -> "{\"name\":\"f" + i + "\",\"format\":\"string\"}")
                .collect(Collectors.joining(",", "[", "]"));
        var schema = "{\"title\":\"" + "x".repeat(2_048) + "\"}";
        var tooMuch = changed(with("filters", filters), "schema", schema);

        assertThat(put("referral-made-1", tooMuch)
                        .json()
                        .path("validationErrors")
                        .fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("filters", "schema");
        assertThat(put("x".repeat(129), REFERRAL))
                .returns(400, Api.Answer::status)
                .returns(
                        "{\"errors\":\"Please provide an event type of 1 to 128 letters, digits, '.', '_' and '-'\"}",
                        Api.Answer::body);
        assertThat(put("a%2Fb", REFERRAL).status()).isEqualTo(400);
        for (int i = 1; i <= 3; i++) {
            assertThat(put("r-" + i, REFERRAL.replace("referral-made-1", "r-" + i))
                            .status())
                    .isEqualTo(201);
        }
        assertThat(put("r-4", REFERRAL.replace("referral-made-1", "r-4")))
                .returns(409, Api.Answer::status)
                .returns("{\"errors\":\"The catalogue holds as many event types as are accepted\"}", Api.Answer::body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{}{}", "\"x\"", "{\"a\":1,\"a\":2}"})
    void refusesABodyThatIsNoObject(String body) {
        assertThat(put("referral-made-1", body).status()).isEqualTo(400);
    }

    @Test
    void theOwnerChangesItsTypeAndNobodyElse() {
        put("referral-made-1", REFERRAL);
        api.onboarding.open = false;
        token("acme");
        token("other");

        assertThat(putBy("acme", with("retention", "\"P10D\"")).status()).isEqualTo(200);
        assertThat(putBy("acme", changed(REFERRAL, "owner", "\"acme\"").replace("\"owner\":\"acme\",", ""))
                        .body())
                .contains("\"owner\":\"acme\"");
        for (var refused : List.of(putBy("acme", with("owner", "\"other\"")), putBy("other", REFERRAL))) {
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

        put("referral-made-1", with("status", "{\"stage\":\"live\"}"));
        assertThat(api.call(Api.event(EXAMPLE)).headers()).doesNotContainKey("deprecation");
    }
}
