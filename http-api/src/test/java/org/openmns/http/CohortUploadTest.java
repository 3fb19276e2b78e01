package org.openmns.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole cohorts in the body of a PUT: what is taken, what is refused, and how that is said. */
class CohortUploadTest {

    private static final ActorTestKit actors = ActorTestKit.create();
    private static final ContentType TEXT = ContentTypes.TEXT_PLAIN_UTF8;
    private static final ContentType JSON = ContentTypes.APPLICATION_JSON;

    private final Api api = new Api(actors);

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
    }

    @Test
    void refusesACohortWithoutName() {
        assertThat(api.put("/cohorts/", ContentTypes.TEXT_PLAIN_UTF8, "NRAF\n").status())
                .isIn(400, 404);
        assertThat(api.cohorts.values).isEmpty();
    }

    @Test
    void answers201WhereThereWasNoneAnd200AfterwardsWithNameCountAndVersion() {
        var created = api.put("/cohorts/mine", TEXT, "9912003888\n9000000009\n");
        var replaced = api.put("/cohorts/mine", JSON, "[\"9912003888\"]");

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
        assertThat(api.put("/cohorts/mine", type.equals("text") ? TEXT : JSON, unescaped(body))
                        .status())
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

        var answer = api.put("/cohorts/mine", type.equals("text") ? TEXT : JSON, unescaped(body));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"validationErrors\":{\"" + field + "\":\"" + message + "\"}}");
        assertThat(api.cohorts.values.get("mine")).containsExactly("old");
    }

    @Test
    void namesEveryWrongValueAtOnceButNoMoreThanAHundred() throws Exception {
        var answer = api.put("/cohorts/mine", TEXT, "\n".repeat(500));

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

    @Test
    void refusesMoreBytesOrValuesThanAreAccepted() {
        var longer = api.put("/cohorts/mine", TEXT, "123456789\n".repeat(401));
        var chunks = api.call(
                chunked("/cohorts/mine", TEXT, "123456789\n".repeat(401).getBytes(UTF_8), 512));
        var many = api.put("/cohorts/mine", TEXT, "x\n".repeat(1_001));

        assertThat(List.of(longer.status(), chunks.status(), many.status())).containsOnly(413);
        assertThat(List.of(longer.body(), chunks.body()))
                .containsOnly("{\"errors\":\"The body is too large: at most 4000 bytes are accepted\"}");
        assertThat(many.body()).isEqualTo("{\"errors\":\"Too many values: at most 1000 are accepted\"}");
        assertThat(api.put("/cohorts/mine", TEXT, "x\n".repeat(1_000)).status()).isEqualTo(201);
    }

    /** Each of these weighs 130 bytes, and twice its three bytes. */
    @Test
    void refusesValuesThatWouldTakeMoreMemoryThanAnUploadMay() {
        var most = api.put("/cohorts/mine", TEXT, "\u20ac\n".repeat(Api.WEIGHT_MAX / 136));
        var more = api.put("/cohorts/mine", TEXT, "\u20ac\n".repeat(Api.WEIGHT_MAX / 136 + 1));

        assertThat(most.status()).isEqualTo(201);
        assertThat(more.status()).isEqualTo(413);
        assertThat(more.body())
                .isEqualTo(
                        "{\"errors\":\"Too many or too long values: they would take more memory than is accepted\"}");
    }

    @Test
    void refusesOtherContentTypesCharsetsAndEncodings() {
        var xml = api.put("/cohorts/mine", ContentTypes.TEXT_XML_UTF8, "<a/>");
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

    private static HttpRequest chunked(String path, ContentType type, byte[] body, int size) {
        var chunks = IntStream.iterate(0, at -> at < body.length, at -> at + size)
                .mapToObj(at -> ByteString.fromArray(body, at, Math.min(size, body.length - at)))
                .toList();
        return HttpRequest.PUT(path).withEntity(HttpEntities.createChunked(type, Source.from(chunks)));
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
}
