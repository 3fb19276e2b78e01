package org.openmns.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.http.Referral.EXAMPLE;
import static org.openmns.http.Referral.REFERRAL;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no event type, or would be too much of one. */
class EventTypeRefusalsTest {

    private static final ActorTestKit actors = ActorTestKit.create();

    private final Api api = new Api(actors);

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
    }

    private Api.Answer put(String type, String json) {
        return api.put("/event-types/" + type, ContentTypes.APPLICATION_JSON, json);
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
        var answer = put("referral-made-1", Referral.with(field, json));

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

        assertThat(put("referral-made-1", Referral.with("example", bad))
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
        var tooMuch = Referral.changed(Referral.with("filters", filters), "schema", schema);

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
    void wantsAnExampleOfASizeThatAListCanHold() {
        var example = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"a-1\","
                + "\"time\":\"2026-01-31T09:15:00Z\",\"data\":\"\"}";
        var fill = 16_384 - example.length();

        assertThat(put("a-1", plain(example, fill)).status()).isEqualTo(201);
        assertThat(put("a-1", plain(example, fill + 1)))
                .returns(400, Api.Answer::status)
                .returns(
                        "{\"validationErrors\":{\"example\":\"Please provide at most 16384 bytes\"}}",
                        Api.Answer::body);
    }

    private static String plain(String example, int fill) {
        return "{\"about\":{\"description\":\"x\"},\"example\":"
                + example.replace("\"data\":\"", "\"data\":\"" + "x".repeat(fill)) + "}";
    }

    @Test
    void wantsASchemaOfSoManyValues() {
        var tooMany = IntStream.range(0, 999).mapToObj(i -> "1").collect(Collectors.joining(",", "{\"enum\":[", "]}"));

        assertThat(put("referral-made-1", Referral.with("schema", tooMany)))
                .returns(400, Api.Answer::status)
                .returns(
                        "{\"validationErrors\":{\"schema\":\"Please provide at most 1000 values, with numbers that a"
                                + " double holds\"}}",
                        Api.Answer::body);
    }

    @Test
    void wantsNeitherFiltersNorASchemaOfALegacyType() throws Exception {
        var legacy = "{\"about\":{\"description\":\"x\",\"source\":\"s\"},\"schema\":{},"
                + "\"filters\":[{\"name\":\"a\",\"format\":\"string\"}],\"example\":{\"id\":\"1\","
                + "\"type\":\"pds-change-of-gp-1\",\"time\":\"2020-06-01T13:00:00Z\",\"source\":{\"name\":\"s\"},"
                + "\"subject\":{\"nhsNumber\":\"9912003888\"}}}";

        assertThat(put("pds-change-of-gp-1", legacy).json())
                .isEqualTo(Json.MAPPER.readTree("{\"validationErrors\":{"
                        + "\"filters\":\"Please provide none: events of a legacy type have no filtering\","
                        + "\"schema\":\"Please provide none: events of a legacy type are not held against one\"}}"));
        var without = Referral.changed(legacy, "filters", "[]").replace("\"schema\":{},", "");
        assertThat(put("pds-change-of-gp-1", without).status()).isEqualTo(200);
    }
}
