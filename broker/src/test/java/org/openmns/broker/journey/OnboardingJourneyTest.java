package org.openmns.broker.journey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.OnBothDatabases;
import org.openmns.broker.RunningNode;
import org.openmns.broker.access.Clients;

/** From an operator's first token to a publisher's and a subscriber's, and to the end of an application. */
@OnBothDatabases
class OnboardingJourneyTest {

    private static final String BASE = "https://mns.example";
    private static final String TYPE = "patientflags-change-1";

    @TempDir
    private static Path directory;

    private static RunningNode node;
    private static String operator;

    @BeforeAll
    static void start() throws Exception {
        var jwks = Files.writeString(directory.resolve("operator.jwks"), Clients.jwks());
        node = RunningNode.start(
                directory.resolve("data"),
                Map.of(
                        "openmns.access.authentication",
                        "required",
                        "openmns.access.operator.jwks-file",
                        jwks.toString(),
                        "openmns.node.public-base-url",
                        BASE));
        operator = token("operator");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void anApplicationGetsATokenAndDoesWhatItMay() {
        assertThat(register("publisher-1", "events:create:" + TYPE).statusCode())
                .isEqualTo(201);
        assertThat(register("publisher-1", "events:create:" + TYPE).statusCode())
                .isEqualTo(200);
        assertThat(register("subscriber-1", "subscriptions:create:patientflags-*")
                        .statusCode())
                .isEqualTo(201);
        var publisher = token("publisher-1");
        var subscriber = token("subscriber-1");

        var subscription = RunningNode.subscription("eventType=" + TYPE, "https://gp.example/hook", "{}");
        var event = RunningNode.event(TYPE, "e-1", "9000000009", Map.of("flagtype", "NRAF"));

        assertThat(call("POST", "/events", event, publisher).statusCode()).isEqualTo(200);
        assertThat(call("POST", "/events", event, subscriber).statusCode()).isEqualTo(403);
        assertThat(call("POST", "/subscriptions", subscription, publisher).statusCode())
                .isEqualTo(403);
        var created = call("POST", "/subscriptions", subscription, subscriber);
        assertThat(created.statusCode()).isEqualTo(201);
        var id = Calls.json(created.body()).get("id").asText();
        assertThat(call("GET", "/subscriptions/" + id, "", subscriber).statusCode())
                .isEqualTo(200);
        assertThat(call("GET", "/subscriptions/" + id, "", publisher).statusCode())
                .isEqualTo(404);
        assertThat(call("GET", "/subscriptions/" + id, "", "").statusCode()).isEqualTo(401);
    }

    @Test
    void anApplicationIsAnsweredAsItWasRegistered() {
        var registered = Calls.json(register("read", "events:create:" + TYPE).body());

        var keys = Calls.json(Clients.jwks());
        assertThat(registered.get("id").asText()).isEqualTo("read");
        assertThat(registered.get("jwks")).isEqualTo(keys);
        assertThat(Calls.json(call("GET", "/applications/read", "", operator).body()))
                .isEqualTo(registered);
        assertThat(Calls.json(call("GET", "/applications", "", operator).body()).findValues("jwks"))
                .contains(keys);
    }

    @Test
    void aPermissionThatIsTakenAwayCountsAtOnceForTokensThatAreOut() {
        register("publisher-2", "events:create:" + TYPE);
        var token = token("publisher-2");
        var event = RunningNode.event(TYPE, "e-2", "9000000009", Map.of());
        assertThat(call("POST", "/events", event, token).statusCode()).isEqualTo(200);

        register("publisher-2", "events:create:pds-change-of-gp-2");

        assertThat(call("POST", "/events", event, token).statusCode()).isEqualTo(403);
    }

    @Test
    void aSignedJwtIsGoodForOneToken() {
        register("once", "events:create:*");
        var assertion = Clients.assertion("once", BASE + "/oauth2/token");

        assertThat(askForToken(assertion).statusCode()).isEqualTo(200);
        assertThat(askForToken(assertion))
                .returns(401, HttpResponse::statusCode)
                .returns(
                        Calls.json("{\"error\":\"invalid_client\",\"error_description\":\"the jti was used before\"}"),
                        answer -> Calls.json(answer.body()));
    }

    @Test
    void whoIsDeletedLeavesNothingBehindAndIsNotLetIn() {
        register("leaver", "subscriptions:create:*");
        var token = token("leaver");
        var subscription = RunningNode.subscription(
                "eventType=" + TYPE + " AND subject IN COHORT 'mine'", "https://gp.example/hook", "{}");
        assertThat(call("PUT", "/cohorts/mine", "[\"9000000009\"]", token, "application/json")
                        .statusCode())
                .isEqualTo(201);
        var created = call("POST", "/subscriptions", subscription, token);
        assertThat(created.statusCode()).isEqualTo(201);

        assertThat(call("DELETE", "/applications/leaver", "", operator).statusCode())
                .isEqualTo(204);

        assertThat(call("GET", "/subscriptions", "", token).statusCode()).isEqualTo(401);
        register("leaver", "subscriptions:create:*");
        var again = token("leaver");
        assertThat(Calls.json(call("GET", "/subscriptions", "", again).body()).get("entry"))
                .isEmpty();
        assertThat(Calls.json(call("GET", "/cohorts", "", again).body()).get("cohorts"))
                .isEmpty();
        assertThat(call("DELETE", "/applications/nobody", "", operator).statusCode())
                .isEqualTo(404);
    }

    @Test
    void everyChangeIsInTheAuditLogWithWhatWasBefore() {
        register("audited", "events:create:a-1");
        register("audited", "events:create:b-1");
        call("DELETE", "/applications/audited", "", operator);

        var entries =
                Calls.json(call("GET", "/audit?limit=1000", "", operator).body())
                        .get("entries")
                        .findParents("deed")
                        .stream()
                        .filter(entry -> entry.at("/deed/target").asText().equals("application/audited"))
                        .toList();

        assertThat(entries)
                .extracting(entry -> entry.at("/deed/action").asText())
                .containsExactly("application-registered", "application-changed", "application-deleted");
        assertThat(entries)
                .extracting(entry -> entry.at("/deed/actor").asText())
                .containsOnly("operator");
        assertThat(entries.get(1).at("/before/permissions/0").asText()).isEqualTo("events:create:a-1");
        assertThat(entries.get(1).at("/after/permissions/0").asText()).isEqualTo("events:create:b-1");
        assertThat(entries.get(2).get("after").isNull()).isTrue();
    }

    @Test
    void theOperatorOfTheConfigurationCannotBeReplacedByTheApi() {
        assertThat(register("operator", "events:create:*").statusCode()).isEqualTo(409);
        assertThat(call("DELETE", "/applications/operator", "", operator).statusCode())
                .isEqualTo(409);
    }

    @Test
    void keysThatNobodyCouldUseAreRefusedWhenTheyAreRegistered() {
        for (var type : new String[] {"RSA", "nonsense"}) {
            var body = "{\"name\":\"x\",\"jwks\":{\"keys\":[{\"kty\":\"" + type + "\",\"kid\":\"k\"}]}}";

            assertThat(call("PUT", "/applications/keyless", body, operator, "application/json"))
                    .returns(400, HttpResponse::statusCode)
                    .returns(
                            "{\"validationErrors\":{\"jwks\":"
                                    + "\"Please provide a JWK Set (RFC 7517) of public keys that can be used\"}}",
                            HttpResponse::body);
        }
        assertThat(call("GET", "/applications/keyless", "", operator).statusCode())
                .isEqualTo(404);
    }

    private static HttpResponse<String> register(String id, String permission) {
        var body = "{\"name\":\"" + id + "\",\"contacts\":[\"it@" + id + ".example\"],\"jwks\":" + Clients.jwks()
                + ",\"permissions\":[\"" + permission + "\"]}";
        return call("PUT", "/applications/" + id, body, operator, "application/json");
    }

    private static String token(String application) {
        var answer = askForToken(Clients.assertion(application, BASE + "/oauth2/token"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Calls.json(answer.body()).get("access_token").asText();
    }

    private static HttpResponse<String> askForToken(String assertion) {
        var form = "grant_type=client_credentials&client_assertion_type="
                + URLEncoder.encode("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", UTF_8)
                + "&client_assertion=" + assertion;
        return call("POST", "/oauth2/token", form, "", "application/x-www-form-urlencoded");
    }

    private static HttpResponse<String> call(String method, String path, String body, String token) {
        var type = path.equals("/events") ? "application/cloudevents+json" : Calls.FHIR;
        return call(method, path, body, token, type);
    }

    private static HttpResponse<String> call(String method, String path, String body, String token, String type) {
        var request = HttpRequest.newBuilder(URI.create(node.url() + path)).header("Content-Type", type);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return Calls.send(request.method(method, BodyPublishers.ofString(body)).build());
    }
}
