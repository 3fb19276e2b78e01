package org.openmns.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openmns.cohort.CohortRefused.Why;

/** Cohorts by their names: listed, shown, deleted and refused. */
class CohortRoutesTest {

    private static final ActorTestKit actors = ActorTestKit.create();
    private static final ContentType TEXT = ContentTypes.TEXT_PLAIN_UTF8;
    private static final ContentType JSON = ContentTypes.APPLICATION_JSON;

    private final Api api = new Api(actors);

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
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
        api.put("/cohorts/mine", TEXT, "a\nb\nc");

        var first = api.get("/cohorts/mine/values?limit=2").json();
        var second = api.get(first.path("next").textValue()).json();

        assertThat(first.path("values").toString()).isEqualTo("[\"a\",\"b\"]");
        assertThat(second.toString()).isEqualTo("{\"values\":[\"c\"]}");
        assertThat(api.get("/cohorts/mine/values?limit=10001").status()).isEqualTo(400);
    }

    @Test
    void deletes() {
        api.put("/cohorts/mine", TEXT, "a");

        assertThat(api.call(HttpRequest.DELETE("/cohorts/mine")).status()).isEqualTo(204);
        assertThat(api.get("/cohorts/mine").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @EnumSource(Why.class)
    void givesEveryRefusalItsStatus(Why why) {
        api.cohorts.refusing = Optional.of(why);

        var answer = api.put("/cohorts/mine", TEXT, "a");

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
