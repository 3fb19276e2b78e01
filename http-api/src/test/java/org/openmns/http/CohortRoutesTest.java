package org.openmns.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.openmns.cohort.CohortRefused.Why;

class CohortRoutesTest {

    private static final ActorTestKit actors = ActorTestKit.create();
    private static final ContentType TEXT = ContentTypes.TEXT_PLAIN_UTF8;
    private static final ContentType JSON = ContentTypes.APPLICATION_JSON;

    private final Api api = new Api(actors);

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
    }

    private Api.Answer put(ContentType type, String body) {
        return api.call(HttpRequest.PUT("/cohorts/mine").withEntity(type, body.getBytes(UTF_8)));
    }

    private Api.Answer patch(String body) {
        return api.call(HttpRequest.PATCH("/cohorts/mine").withEntity(JSON, body.getBytes(UTF_8)));
    }

    /** What a table cannot show as it is. */
    private static String unescaped(String text) {
        return text.replace("~256~", "x".repeat(256))
                .replace("~257~", "x".repeat(257))
                .replace("~euro~", "\u20ac".repeat(86))
                .replace("~n", "\n")
                .replace("~r", "\r")
                .replace("~t", "\t")
                .replace("~bom", "\ufeff");
    }

    @Test
    void answers201WhereThereWasNoneAnd200AfterwardsWithNameCountAndVersion() {
        var created = put(TEXT, "9912003888\n9000000009\n");
        var replaced = put(JSON, "[\"9912003888\"]");

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.headers()).containsEntry("location", "/cohorts/mine");
        assertThat(created.body())
                .isEqualTo("{\"name\":\"mine\",\"count\":2,\"version\":7,\"updatedAt\":\"2026-03-01T12:00:00Z\"}");
        assertThat(replaced.status()).isEqualTo(200);
        assertThat(api.get("/cohorts/mine").body()).isEqualTo(replaced.body()).contains("\"count\":1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            text | a~nb           | a,b
            text | a~nb~n         | a,b
            text | a~r~nb~r~n     | a,b
            text | ~boma~nb       | a,b
            text | b~na~nb        | a,b
            text | ''             | ''
            text | 9912003888~n9912003889 | 9912003888,9912003889
            text | ~256~          | ~256~
            json | []             | ''
            json | ["b","a","b"]  | a,b
            json | ["\\u0061"]    | a
            json | ~bom["a"]      | a
            """)
    void takesEachValueOnce(String type, String body, String values) {
        assertThat(put(type.equals("text") ? TEXT : JSON, unescaped(body)).status())
                .isEqualTo(201);

        assertThat(String.join(",", api.cohorts.values.get("mine"))).isEqualTo(unescaped(values));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            text | a~n~nb      | line 2 | Please provide a value of 1 to 256 bytes
            text | ~n          | line 1 | Please provide a value of 1 to 256 bytes
            text | a~n~257~    | line 2 | Please provide a value of 1 to 256 bytes
            text | a~n~257~~257~~257~ | line 2 | Please provide a value of 1 to 256 bytes
            text | ~euro~      | line 1 | Please provide a value of 1 to 256 bytes
            text | a~tb        | line 1 | Please provide a value without control characters
            text | a~rb~n      | line 1 | Please provide a value without control characters
            json | [""]        | [0]    | Please provide a value of 1 to 256 bytes
            json | ["a","~257~"] | [1]  | Please provide a value of 1 to 256 bytes
            json | ["\\u0000"] | [0]    | Please provide a value without control characters
            json | ["\\ud800"] | [0]    | Please provide valid Unicode text
            json | ["a",1]     | [1]    | Please provide a string
            json | ["a",null]  | [1]    | Please provide a string
            json | [["a"],"b"] | [0]    | Please provide a string
            json | ["a",{"b":["c"]}] | [1] | Please provide a string
            json | {}          | body   | Please provide a JSON array of strings
            json | "a"         | body   | Please provide a JSON array of strings
            json | ''          | body   | Please provide a JSON array of strings
            json | [] []       | body   | Please provide a JSON array of strings and nothing after it
            json | ["a"        | body   | The body is not valid JSON: line 1, column 5
            json | ["a" "b"]   | body   | The body is not valid JSON: line 1, column 6
            """)
    void namesTheLineOrIndexOfWhatIsWrongAndChangesNothing(String type, String body, String field, String message) {
        api.cohorts.values.put("mine", new TreeSet<>(List.of("old")));

        var answer = put(type.equals("text") ? TEXT : JSON, unescaped(body));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"validationErrors\":{\"" + field + "\":\"" + message + "\"}}");
        assertThat(api.cohorts.values.get("mine")).containsExactly("old");
    }

    @Test
    void namesEveryWrongValueAtOnceButNoMoreThanAHundred() throws Exception {
        var answer = put(TEXT, "\n".repeat(500));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("validationErrors")).hasSize(100);
        assertThat(answer.json().path("validationErrors").has("line 100")).isTrue();
    }

    @Test
    void refusesUtf8ThatIsNone() {
        var bytes = new byte[] {'a', '\n', (byte) 0xC3, '\n'};

        var answer = api.call(HttpRequest.PUT("/cohorts/mine").withEntity(TEXT, bytes));

        assertThat(answer.body()).isEqualTo("{\"validationErrors\":{\"line 2\":\"Please provide valid UTF-8\"}}");
    }

    @Test
    void takesABodyInChunksCutAnywhere() {
        var values = IntStream.range(0, 50)
                .mapToObj(n -> "caf\u00e9 \ud83d\ude00 " + n)
                .toList();
        var lines = String.join("\r\n", values).getBytes(UTF_8);
        var json = values.stream()
                .collect(Collectors.joining("\",\"", "[\"", "\"]"))
                .getBytes(UTF_8);

        for (var size : List.of(1, 2, 3, 7, 1_000)) {
            assertThat(api.call(chunked("/cohorts/lines", TEXT, lines, size)).status())
                    .isBetween(200, 201);
            assertThat(api.call(chunked("/cohorts/json", JSON, json, size)).status())
                    .isBetween(200, 201);
            assertThat(api.cohorts.values.get("lines")).containsExactlyInAnyOrderElementsOf(values);
            assertThat(api.cohorts.values.get("json")).containsExactlyInAnyOrderElementsOf(values);
        }
    }

    private static HttpRequest chunked(String path, ContentType type, byte[] body, int size) {
        var chunks = IntStream.iterate(0, at -> at < body.length, at -> at + size)
                .mapToObj(at -> ByteString.fromArray(body, at, Math.min(size, body.length - at)))
                .toList();
        return HttpRequest.PUT(path).withEntity(HttpEntities.createChunked(type, Source.from(chunks)));
    }

    @Test
    void refusesMoreBytesOrValuesThanAreAccepted() {
        var longer = put(TEXT, "123456789\n".repeat(401));
        var chunks = api.call(
                chunked("/cohorts/mine", TEXT, "123456789\n".repeat(401).getBytes(UTF_8), 512));
        var many = put(TEXT, "x\n".repeat(1_001));

        assertThat(List.of(longer.status(), chunks.status(), many.status())).containsOnly(413);
        assertThat(List.of(longer.body(), chunks.body()))
                .containsOnly("{\"errors\":\"The body is too large: at most 4000 bytes are accepted\"}");
        assertThat(many.body()).isEqualTo("{\"errors\":\"Too many values: at most 1000 are accepted\"}");
        assertThat(put(TEXT, "x\n".repeat(1_000)).status()).isEqualTo(201);
    }

    @Test
    void refusesOtherContentTypesCharsetsAndEncodings() {
        var xml = put(ContentTypes.TEXT_XML_UTF8, "<a/>");
        var json = api.call(HttpRequest.PATCH("/cohorts/mine").withEntity(TEXT, "a".getBytes(UTF_8)));
        var packed = api.call(HttpRequest.PUT("/cohorts/mine")
                .withEntity(TEXT, "a".getBytes(UTF_8))
                .addHeader(RawHeader.create("Content-Encoding", "gzip")));

        assertThat(xml.body())
                .isEqualTo("{\"errors\":\"Unsupported content type; accepted: text/plain, application/json\"}");
        assertThat(json.body()).isEqualTo("{\"errors\":\"Unsupported content type; accepted: application/json\"}");
        assertThat(packed.body()).isEqualTo("{\"errors\":\"Unsupported content encoding; accepted: identity\"}");
        assertThat(List.of(xml.status(), json.status(), packed.status())).containsOnly(415);
    }

    @Test
    void givesUpABodyThatDoesNotArrive() {
        var never = HttpRequest.PUT("/cohorts/mine").withEntity(HttpEntities.createChunked(TEXT, Source.maybe()));

        var answer = api.call(never);

        assertThat(answer.status()).isEqualTo(408);
        assertThat(answer.body()).isEqualTo("{\"errors\":\"The body did not arrive within 1000 ms\"}");
    }

    @Test
    void takesFewLargeUploadsAtOnceAndTheNextOneWhenOneHasEnded() {
        var limits = new HttpApi.Limits(1_000, 1_000, 1_000, Duration.ofSeconds(1), Api.WAITS);
        var api = new Api(actors, limits);
        api.cohorts.answering = new CompletableFuture<>();
        var first = api.send(large("a"));

        var second = api.call(large("a"));
        var small = api.send(HttpRequest.PUT("/cohorts/small").withEntity(TEXT, "a".getBytes(UTF_8)));
        api.cohorts.answering.complete(null);

        assertThat(Api.answer(first).status()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(503);
        assertThat(second.headers()).containsEntry("retry-after", "7");
        assertThat(second.body()).isEqualTo("{\"errors\":\"Too many cohorts are being uploaded, please try again\"}");
        assertThat(Api.answer(small).status()).isEqualTo(201);
        assertThat(api.call(large("\t")).status()).isEqualTo(400);
        assertThat(api.call(large("a")).status()).isEqualTo(200);
    }

    /** It does not say how long it is. */
    private static HttpRequest large(String body) {
        return chunked("/cohorts/mine", TEXT, body.getBytes(UTF_8), 1);
    }

    @Test
    void addsAndRemoves() {
        put(TEXT, "a\nb\n9912003888");

        var answer = patch("{\"add\":[\"c\",\"9000000009\",\"c\"],\"remove\":[\"a\",\"none\"]}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(api.cohorts.values.get("mine")).containsExactly("9000000009", "9912003888", "b", "c");
        assertThat(patch("{\"remove\":[]}").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                            | body      | Please provide add, remove or both
            []                            | body      | Please provide a JSON object
            {"add":["a"]} x               | body      | The body is not valid JSON: line 1, column 15
            {"add":["a"]} {}              | body      | Please provide a JSON object and nothing after it
            {"add":["a"                   | body      | The body is not valid JSON: line 1, column 12
            {"add":"a"}                   | add       | Please provide add as an array of strings
            {"add":{"a":["b"]}}           | add       | Please provide add as an array of strings
            {"add":null}                  | add       | Please provide add as an array of strings
            {"add":["a"],"add":[]}        | add       | Please provide this field once
            {"adds":["a",["b"]],"add":[]} | adds      | This field is not known
            {"add":["a",1]}               | add[1]    | Please provide a string
            {"remove":["a",""]}           | remove[1] | Please provide a value of 1 to 256 bytes
            {"add":["a"],"remove":["a"]}  | remove    | Please provide no value that is in add, too
            {"add":["9912003888"],"remove":["9912003888"]} | remove | Please provide no value that is in add, too
            """)
    void namesWhatIsWrongWithAChange(String body, String field, String message) {
        put(TEXT, "old");

        var answer = patch(body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"validationErrors\":{\"" + field + "\":\"" + message + "\"}}");
        assertThat(api.cohorts.values.get("mine")).containsExactly("old");
    }

    @Test
    void refusesAChangeOfMoreThanIsAccepted() {
        put(TEXT, "old");

        var answer =
                patch("{\"add\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\"],\"remove\":[\"a\",\"b\",\"c\",\"d\",\"e\"]}");

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.body()).isEqualTo("{\"errors\":\"Too many values: at most 10 are accepted\"}");
    }

    @Test
    void knowsNoCohortThatWasNotPut() {
        for (var request : List.of(
                HttpRequest.GET("/cohorts/mine"),
                HttpRequest.GET("/cohorts/mine/values"),
                HttpRequest.DELETE("/cohorts/mine"),
                HttpRequest.PATCH("/cohorts/mine").withEntity(JSON, "{\"add\":[]}".getBytes(UTF_8)))) {
            var answer = api.call(request);

            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.body()).isEqualTo("{\"errors\":\"Not found\"}");
        }
    }

    @Test
    void refusesNamesThatAreNone() {
        for (var name : List.of("a%20b", "%C3%A9", "x".repeat(65), "a'b", "%00")) {
            for (var method : List.of("GET", "DELETE", "PUT", "PATCH")) {
                var request = HttpRequest.create("/cohorts/" + name)
                        .withMethod(HttpMethods.lookup(method).orElseThrow())
                        .withEntity(JSON, "[]".getBytes(UTF_8));
                var answer = api.call(request);

                assertThat(answer.status()).isEqualTo(400);
                assertThat(answer.body())
                        .isEqualTo("{\"errors\":\"Please provide a cohort name of 1 to 64 letters, digits,"
                                + " '.', '_' and '-'\"}");
            }
        }
    }

    @Test
    void listsInPagesWithNextOnlyWhereThereIsMore() throws Exception {
        for (var name : List.of("b", "a", "c")) {
            api.call(HttpRequest.PUT("/cohorts/" + name).withEntity(TEXT, "x".getBytes(UTF_8)));
        }

        var first = api.get("/cohorts?limit=2").json();
        var second = api.get(first.path("next").textValue()).json();

        assertThat(first.path("cohorts").findValuesAsText("name")).containsExactly("a", "b");
        assertThat(second.path("cohorts").findValuesAsText("name")).containsExactly("c");
        assertThat(second.has("next")).isFalse();
        assertThat(api.get("/cohorts?limit=0").body())
                .isEqualTo("{\"errors\":\"The limit parameter must be a whole number from 1 to 1000\"}");
    }

    @Test
    void showsValuesInPages() throws Exception {
        put(TEXT, "a\nb\nc");

        var first = api.get("/cohorts/mine/values?limit=2").json();
        var second = api.get(first.path("next").textValue()).json();

        assertThat(first.path("values").toString()).isEqualTo("[\"a\",\"b\"]");
        assertThat(second.toString()).isEqualTo("{\"values\":[\"c\"]}");
        assertThat(api.get("/cohorts/mine/values?limit=10001").status()).isEqualTo(400);
    }

    @Test
    void deletes() {
        put(TEXT, "a");

        assertThat(api.call(HttpRequest.DELETE("/cohorts/mine")).status()).isEqualTo(204);
        assertThat(api.get("/cohorts/mine").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @EnumSource(Why.class)
    void givesEveryRefusalItsStatus(Why why) {
        api.cohorts.refusing = Optional.of(why);

        var answer = put(TEXT, "a");

        assertThat(answer.status()).isIn(400, 404, 409, 413, 503);
        assertThat(answer.body()).matches("\\{\"errors\":\".*\"}");
        assertThat(answer.headers().containsKey("retry-after")).isEqualTo(why == Why.NOT_ON_EVERY_NODE);
    }

    @Test
    void saysWhichMethodsThereAre() {
        var answer = api.call(HttpRequest.POST("/cohorts/mine"));

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.headers().get("allow")).contains("GET", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD");
    }
}
