package org.openmns.broker.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
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

    private static final String TYPE = "patientflags-change-1";

    @TempDir
    private static Path directory;

    private static RunningNode node;
    private static TokenCalls calls;
    private static String operator;

    @BeforeAll
    static void start() {
        node = RunningNode.start(directory.resolve("data"), TokenCalls.settings(directory));
        calls = TokenCalls.to(node);
        operator = calls.operator();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void anApplicationGetsATokenAndDoesWhatItMay() {
        assertThat(calls.register("publisher-1", "events:create:" + TYPE).statusCode())
                .isEqualTo(201);
        assertThat(calls.register("publisher-1", "events:create:" + TYPE).statusCode())
                .isEqualTo(200);
        assertThat(calls.register("subscriber-1", "subscriptions:create:patientflags-*")
                        .statusCode())
                .isEqualTo(201);
        var publisher = calls.token("publisher-1");
        var subscriber = calls.token("subscriber-1");

        var subscription = RunningNode.subscription("eventType=" + TYPE, "https://gp.example/hook", "{}");
        var event = RunningNode.event(TYPE, "e-1", "9000000009", Map.of("flagtype", "NRAF"));

        assertThat(calls.call("POST", "/events", event, publisher).statusCode()).isEqualTo(200);
        assertThat(calls.call("POST", "/events", event, subscriber).statusCode())
                .isEqualTo(403);
        assertThat(calls.call("POST", "/subscriptions", subscription, publisher).statusCode())
                .isEqualTo(403);
        var created = calls.call("POST", "/subscriptions", subscription, subscriber);
        assertThat(created.statusCode()).isEqualTo(201);
        var id = Calls.json(created.body()).get("id").asText();
        assertThat(calls.call("GET", "/subscriptions/" + id, "", subscriber).statusCode())
                .isEqualTo(200);
        assertThat(calls.call("GET", "/subscriptions/" + id, "", publisher).statusCode())
                .isEqualTo(404);
        assertThat(calls.call("GET", "/subscriptions/" + id, "", "").statusCode())
                .isEqualTo(401);
    }

    @Test
    void anApplicationIsAnsweredAsItWasRegistered() {
        var registered =
                Calls.json(calls.register("read", "events:create:" + TYPE).body());

        var keys = Calls.json(Clients.jwks());
        assertThat(registered.get("id").asText()).isEqualTo("read");
        assertThat(registered.get("jwks")).isEqualTo(keys);
        assertThat(Calls.json(
                        calls.call("GET", "/applications/read", "", operator).body()))
                .isEqualTo(registered);
        assertThat(Calls.json(calls.call("GET", "/applications", "", operator).body())
                        .findValues("jwks"))
                .contains(keys);
    }

    @Test
    void aPermissionThatIsTakenAwayCountsAtOnceForTokensThatAreOut() {
        calls.register("publisher-2", "events:create:" + TYPE);
        var token = calls.token("publisher-2");
        var event = RunningNode.event(TYPE, "e-2", "9000000009", Map.of());
        assertThat(calls.call("POST", "/events", event, token).statusCode()).isEqualTo(200);

        calls.register("publisher-2", "events:create:pds-change-of-gp-2");

        assertThat(calls.call("POST", "/events", event, token).statusCode()).isEqualTo(403);
    }

    @Test
    void whoLosesThePermissionToFollowATypeGetsNothingOfItAnyMore() {
        calls.register("loser", "subscriptions:create:*");
        var token = calls.token("loser");
        var body = RunningNode.subscription("eventType=" + TYPE, "https://gp.example/hook", "{}");
        var created = calls.call("POST", "/subscriptions", body, token);
        var path = "/subscriptions/" + Calls.json(created.body()).get("id").asText();

        assertThat(calls.register("loser", "subscriptions:create:pds-*").statusCode())
                .isEqualTo(200);

        var shown = Calls.json(calls.call("GET", path, "", token).body());
        assertThat(shown.get("status").asText()).isEqualTo("off");
        assertThat(shown.get("error").asText()).isEqualTo("the permission to follow the event type was taken away");
        assertThat(calls.call("POST", path + "/resume", "", token).statusCode()).isEqualTo(403);
    }

    @Test
    void aSignedJwtIsGoodForOneToken() {
        calls.register("once", "events:create:*");
        var assertion = Clients.assertion("once", TokenCalls.BASE + "/oauth2/token");

        assertThat(calls.askForToken(assertion).statusCode()).isEqualTo(200);
        assertThat(calls.askForToken(assertion))
                .returns(401, HttpResponse::statusCode)
                .returns(
                        Calls.json("{\"error\":\"invalid_client\",\"error_description\":\"the jti was used before\"}"),
                        answer -> Calls.json(answer.body()));
    }

    @Test
    void whoIsDeletedLeavesNothingBehindAndIsNotLetIn() {
        calls.register("leaver", "subscriptions:create:*");
        var token = calls.token("leaver");
        var subscription = RunningNode.subscription(
                "eventType=" + TYPE + " AND subject IN COHORT 'mine'", "https://gp.example/hook", "{}");
        assertThat(calls.call("PUT", "/cohorts/mine", "[\"9000000009\"]", token, "application/json")
                        .statusCode())
                .isEqualTo(201);
        var created = calls.call("POST", "/subscriptions", subscription, token);
        assertThat(created.statusCode()).isEqualTo(201);

        assertThat(calls.call("DELETE", "/applications/leaver", "", operator).statusCode())
                .isEqualTo(204);

        assertThat(calls.call("GET", "/subscriptions", "", token).statusCode()).isEqualTo(401);
        calls.register("leaver", "subscriptions:create:*");
        var again = calls.token("leaver");
        assertThat(Calls.json(calls.call("GET", "/subscriptions", "", again).body())
                        .get("entry"))
                .isEmpty();
        assertThat(Calls.json(calls.call("GET", "/cohorts", "", again).body()).get("cohorts"))
                .isEmpty();
        assertThat(calls.call("DELETE", "/applications/nobody", "", operator).statusCode())
                .isEqualTo(404);
    }

    @Test
    void everyChangeIsInTheAuditLogWithWhatWasBefore() {
        calls.register("audited", "events:create:a-1");
        calls.register("audited", "events:create:b-1");
        calls.call("DELETE", "/applications/audited", "", operator);

        var entries = calls.audited("application/audited");

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
        assertThat(calls.register("operator", "events:create:*").statusCode()).isEqualTo(409);
        assertThat(calls.call("DELETE", "/applications/operator", "", operator).statusCode())
                .isEqualTo(409);
    }

    @Test
    void keysThatNobodyCouldUseAreRefusedWhenTheyAreRegistered() {
        for (var type : new String[] {"RSA", "nonsense"}) {
            var body = "{\"name\":\"x\",\"jwks\":{\"keys\":[{\"kty\":\"" + type + "\",\"kid\":\"k\"}]}}";

            assertThat(calls.call("PUT", "/applications/keyless", body, operator, "application/json"))
                    .returns(400, HttpResponse::statusCode)
                    .returns(
                            "{\"validationErrors\":{\"jwks\":"
                                    + "\"Please provide a JWK Set (RFC 7517) of public keys that can be used\"}}",
                            HttpResponse::body);
        }
        assertThat(calls.call("GET", "/applications/keyless", "", operator).statusCode())
                .isEqualTo(404);
    }
}
