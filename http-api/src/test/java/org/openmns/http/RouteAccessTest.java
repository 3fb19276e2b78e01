package org.openmns.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openmns.access.AccessRequest.Claim;
import org.openmns.access.ApplicationId;
import org.openmns.access.Caller;
import org.openmns.access.Permission;
import org.openmns.access.Permissions;
import org.openmns.event.TopicName;

/** Every route with no token, a bad one, an expired one, another application's, one without permission, and the right one. */
class RouteAccessTest {

    private static final ActorTestKit actors = ActorTestKit.create();

    private static final String ID = "11111111-1111-4111-8111-111111111111";
    private static final String TYPE = "patientflags-change-1";

    private final Api api = new Api(actors);

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
    }

    @BeforeEach
    void closeTheDoor() {
        api.onboarding.open = false;
        token("publisher", "acme", "events:create:" + TYPE);
        token("subscriber", "acme", "subscriptions:create:" + TYPE);
        token("other", "other", "events:create:*", "subscriptions:create:*");
        token("nobody", "nobody");
        token("operator", "ops", "operator");
        api.register(ID, "acme");
        var claim = new Claim(new TopicName(TYPE), new ApplicationId("acme"), "to know", Optional.empty());
        api.onboarding.requests.add(UUID.fromString(ID), claim);
    }

    private void token(String word, String application, String... permissions) {
        var all = Stream.of(permissions)
                .map(text -> Permission.parse(text).orElseThrow())
                .toList();
        var caller = new Caller(new ApplicationId(application), new Permissions(Set.copyOf(all)), Set.of(), Set.of());
        api.onboarding.callers.put(word, caller);
    }

    static Stream<String> guarded() {
        return OpenApiTest.OFFERED.stream()
                .filter(route -> !OpenToAll.is(path(route)))
                .sorted();
    }

    static Stream<String> open() {
        return OpenApiTest.OFFERED.stream()
                .filter(route -> OpenToAll.is(path(route)) && !route.contains("{token}"))
                .sorted();
    }

    private static String path(String route) {
        return route.substring(route.indexOf(' ') + 1)
                .replace("{id}", ID)
                .replace("{type}", TYPE)
                .replace("{application}", "acme")
                .replace("{name}", "mine");
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void nobodyComesInWithoutAToken(String route) {
        assertThat(call(route, ""))
                .returns(401, Api.Answer::status)
                .returns(
                        "{\"fault\":{\"faultstring\":\"Missing access token\",\"detail\":{\"errorcode\":"
                                + "\"oauth.v2.MissingAccessToken\"}}}",
                        Api.Answer::body);
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void nobodyComesInWithATokenThatIsNone(String route) {
        for (var authorization : List.of("Bearer nonsense", "Basic YTpi", "Bearer ", "nonsense")) {
            assertThat(call(route, authorization))
                    .as(authorization)
                    .returns(401, Api.Answer::status)
                    .returns(
                            "{\"fault\":{\"faultstring\":\"Invalid access token\",\"detail\":{\"errorcode\":"
                                    + "\"oauth.v2.InvalidAccessToken\"}}}",
                            Api.Answer::body);
        }
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void nobodyComesInWithATokenWhoseTimeIsOver(String route) {
        assertThat(call(route, "Bearer " + FakeOnboarding.EXPIRED))
                .returns(401, Api.Answer::status)
                .returns(
                        "{\"fault\":{\"faultstring\":\"Access Token expired\",\"detail\":{\"errorcode\":"
                                + "\"keymanagement.service.access_token_expired\"}}}",
                        Api.Answer::body);
    }

    @ParameterizedTest
    @MethodSource("open")
    void whatIsOpenAsksForNoToken(String route) {
        assertThat(call(route, "").status()).isNotEqualTo(401);
        assertThat(call(route, "Bearer nonsense").status()).isNotEqualTo(401);
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void whatIsOfOneApplicationIsNotThereForAnother(String route) {
        if (path(route).contains(ID) && !route.startsWith("PUT")) {
            assertThat(call(route, "Bearer other"))
                    .returns(404, Api.Answer::status)
                    .returns("{\"errors\":\"Not found\"}", Api.Answer::body);
        }
    }

    /** What is open is told by the path as it was sent, a route by its decoded segments. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/subscriptions/" + ID + "%2Fhandshake%2Fx",
                "/subscriptions/" + ID + "/handshake%2Fx",
                "/subscriptions%2F" + ID + "/handshake/x",
                "/inbox%2Fme",
                "/inbox/..%2Fsubscriptions",
                "/_ping%2F..%2Fevent-types",
                "//event-types",
                "/health/live%2F..%2F..%2Fevent-types",
                "/oauth2/token/..%2F..%2Fevent-types"
            })
    void anEncodedPathOpensNoDoor(String path) {
        for (var method : List.of(HttpMethods.GET, HttpMethods.POST, HttpMethods.PUT, HttpMethods.DELETE)) {
            var answer = api.call(
                    HttpRequest.create(path).withMethod(method).withEntity(ContentTypes.APPLICATION_JSON, "{}"));

            assertThat(answer.status()).as(method.name()).isIn(400, 401, 404, 405);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            PUT /applications/acme     | {"name":"Acme"}
            GET /applications          | ''
            GET /applications/other    | ''
            DELETE /applications/acme  | ''
            GET /audit                 | ''
            PUT /event-types/new-1     | {}
            PUT /event-types/{type}    | {}
            """)
    void whatIsForOperatorsIsForbiddenToOthers(String route, String body) {
        for (var word : List.of("publisher", "subscriber", "other", "nobody")) {
            if (!(word.equals("other") && route.endsWith("/other"))) {
                assertThat(call(route, "Bearer " + word, body))
                        .as(word)
                        .returns(403, Api.Answer::status)
                        .returns("{\"errors\":\"Unauthorised\"}", Api.Answer::body);
            }
        }
        assertThat(call(route, "Bearer operator", body).status()).isNotIn(401, 403);
    }

    @ParameterizedTest
    @CsvSource({"publisher, 200", "other, 200", "subscriber, 403", "nobody, 403", "operator, 403"})
    void publishingTakesThePermissionOfTheType(String word, int status) {
        var event = Api.event(Api.EVENT).addHeader(RawHeader.create("Authorization", "Bearer " + word));

        var answer = api.call(event);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(api.published).hasSize(status == 200 ? 1 : 0);
        if (status == 403) {
            assertThat(answer.body())
                    .isEqualTo("{\"errors\":\"User is not authorized to handle the requested event type\"}");
        }
    }

    @ParameterizedTest
    @CsvSource({"subscriber", "other"})
    void aBatchSaysOfEachEventThatItMayNotBePublished(String word) {
        var batch = HttpRequest.POST("/events")
                .withEntity(Api.type("cloudevents-batch+json"), ("[" + Api.EVENT + "]").getBytes(UTF_8))
                .addHeader(RawHeader.create("Authorization", "Bearer " + word));

        assertThat(api.call(batch).body())
                .isEqualTo(
                        word.equals("other")
                                ? "[{\"id\":\"e-1\"}]"
                                : "[{\"errors\":\"User is not authorized to handle the requested event type\"}]");
    }

    @ParameterizedTest
    @CsvSource({"POST, publisher", "POST, nobody", "POST, operator", "PUT, publisher"})
    void subscribingTakesThePermissionOfTheType(String method, String word) {
        var route = method.equals("POST") ? "POST /subscriptions" : "PUT /subscriptions/" + ID;

        assertThat(call(route, "Bearer " + word, Api.SUBSCRIPTION))
                .returns(403, Api.Answer::status)
                .returns("{\"errors\":\"Unauthorised\"}", Api.Answer::body);
        api.subscription.expectNoMessage();
    }

    private Api.Answer call(String route, String authorization) {
        return call(
                route,
                authorization,
                route.endsWith("/replay")
                        ? "{\"from\":\"2026-01-01T00:00:00Z\",\"to\":\"2026-01-02T00:00:00Z\"}"
                        : "{}");
    }

    private Api.Answer call(String route, String authorization, String body) {
        var method = HttpMethods.lookup(route.substring(0, route.indexOf(' '))).orElseThrow();
        var request = HttpRequest.create(path(route)).withMethod(method);
        var sent = body.isEmpty() || method.equals(HttpMethods.GET)
                ? request
                : request.withEntity(type(route), body.getBytes(UTF_8));
        return api.call(
                authorization.isEmpty() ? sent : sent.addHeader(RawHeader.create("Authorization", authorization)));
    }

    private static ContentType type(String route) {
        return route.equals("POST /events") ? Api.type("cloudevents+json") : ContentTypes.APPLICATION_JSON;
    }
}
