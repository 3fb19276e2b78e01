package org.openmns.broker.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.Databases;
import org.openmns.broker.Eventually;
import org.openmns.broker.OnBothDatabases;
import org.openmns.broker.Planted;
import org.openmns.broker.Printed;
import org.openmns.broker.RunningNode;
import org.openmns.broker.access.Clients;
import org.openmns.config.Profile;

/**
 * Tokens, assertions, keys, subscribers' credentials and what applications ask for go through a production node, in good and in
 * bad ways, and are neither logged nor answered to anybody who was refused.
 */
@OnBothDatabases
class PrivacyInProductionTest {

    private static final String TYPE = SecretSubscriptions.TYPE;
    private static final String REQUESTS = "/event-types/" + TYPE + "/access-requests";
    private static final String ISSUER = "https://id.example";
    private static final Map<String, String> PLANTS = Map.of(
            "the OAuth2 client's secret", "planted-client-secret-4b1d",
            "its first token", "planted-first-oauth-token-4b1d",
            "its second token", "planted-second-oauth-token-4b1d",
            "the hydration header", "planted-hydration-4b1d",
            "the use case", "planted use case 4b1d",
            "the criteria asked for", "PLANTEDREQUEST4b1d",
            "the contact", "planted-contact-4b1d@gp.example",
            "the reason", "planted-reason-4b1d",
            "what is no JWT", "planted-nonsense-4b1d");

    /** Refuse what is written from now on; what there is may stay. */
    private static final List<String> REFUSING_TABLES =
            List.of("application", "access_request", "used_assertion", "subscription", "audit_entry");

    private final Planted planted = new Planted();

    @TempDir
    private Path directory;

    @Test
    void neverLogsOrTellsTheRefusedWhatOpensADoorOrWhatSomebodyAskedFor() throws Exception {
        PLANTS.forEach(planted::add);
        planted.add(
                "the client's private key",
                SecretSubscriptions.key().lines().toList().get(1));
        try (var printed = new Printed();
                var outside = new EchoingServer()) {
            try (var node = RunningNode.start(Profile.PRODUCTION, directory.resolve("data"), settings(outside))) {
                var calls = new WatchedCalls(node, planted);
                var operator = calls.token("operator");
                register(calls, operator, outside);
                var gp = calls.token("gp");
                var grant = granted(calls, gp);
                var hooked = subscribed(calls, gp, SecretSubscriptions.hooked(outside));
                var silent = subscribed(calls, gp, SecretSubscriptions.silent(outside));
                agreed(calls, outside);
                delivered(calls, gp, outside, silent);
                BadCredentials.assertions(calls);
                BadCredentials.tokens(calls, gp, ISSUER);
                withARefusingDatabase(calls, operator, gp, outside);
                looksAround(calls, gp, List.of(hooked, silent));
                node.restart();
                withdrawn(calls, gp, grant, hooked);
                assertThat(calls.call("DELETE", "/applications/gp", "", operator)
                                .statusCode())
                        .isEqualTo(204);
                calls.callInVain(gp);
                looksAround(calls, operator, List.of());
            }
            assertThat(printed.text()).contains("attempt failed", "dead-lettered", "request failed", "answered 503");
            planted.areNotIn("the log", printed.text());
        }
    }

    private Map<String, String> settings(EchoingServer outside) {
        var settings = new HashMap<>(TokenCalls.settings(directory));
        settings.put("openmns.node.host", "127.0.0.1");
        settings.put("openmns.http.tls.ends-before-me", "true");
        settings.put("openmns.http.drain-delay", "0 s");
        settings.put("openmns.delivery.guard.allow-loopback", "true");
        settings.put("openmns.delivery.guard.allow-http", "true");
        settings.put("openmns.delivery.handshake.mode", "strict");
        settings.put("openmns.delivery.attempt-log.keep", "all");
        settings.put("openmns.access.issuer.url", ISSUER);
        settings.put("openmns.access.issuer.jwks-url", outside.url("/jwks.json"));
        settings.put("openmns.access.issuer.audience", "openmns");
        return settings;
    }

    private static void register(WatchedCalls calls, String operator, EchoingServer outside) {
        var keys = "\"jwks\":" + Clients.jwks();
        var elsewhere = "\"jwksUrl\":\"" + outside.url("/jwks.json") + "\"";
        assertThat(List.of(
                        put(calls, operator, "flags", "events:create:*", keys),
                        put(calls, operator, "gp", "subscriptions:create:*", keys),
                        put(calls, operator, "elsewhere", "subscriptions:create:*", elsewhere)))
                .containsOnly(201);
        assertThat(put(calls, operator, "wrong", "nothing", keys)).isEqualTo(400);
        var type = "{\"about\":{\"description\":\"A flag\"},\"owner\":\"flags\",\"access\":\"by-approval\",\"example\":"
                + RunningNode.event(TYPE, "e-0", "9000000009", Map.of()) + "}";
        assertThat(calls.call("PUT", "/event-types/" + TYPE, type, operator).statusCode())
                .isEqualTo(200);
    }

    private static int put(WatchedCalls calls, String operator, String id, String permission, String keys) {
        var body = "{\"name\":\"" + id + "\",\"contacts\":[\"planted-contact-4b1d@gp.example\"],\"permissions\":[\""
                + permission + "\"]," + keys + "}";
        return calls.call("PUT", "/applications/" + id, body, operator).statusCode();
    }

    private static String granted(WatchedCalls calls, String gp) {
        var claim = "{\"useCase\":\"planted use case 4b1d\",\"criteria\":\"eventType='" + TYPE
                + "' AND origin='PLANTEDREQUEST4b1d'\"}";
        var filed = calls.call("POST", REQUESTS, claim, gp);
        assertThat(filed.statusCode()).as(filed.body()).isEqualTo(201);
        assertThat(calls.call("POST", REQUESTS, claim, gp).statusCode()).isEqualTo(409);
        for (var wrong : List.of(claim.replace(TYPE, "nowhere-1"), claim.replace("4b1d'", "4b1d"), claim + claim)) {
            assertThat(calls.call("POST", REQUESTS, wrong, gp).statusCode()).isEqualTo(400);
        }
        var path = REQUESTS + "/" + Calls.json(filed.body()).get("id").asText();
        var reason = "{\"reason\":\"planted-reason-4b1d\"";
        assertThat(calls.call("POST", path + "/approve", reason + "}", gp).statusCode())
                .isEqualTo(403);
        var owner = calls.token("flags");
        assertThat(calls.call("POST", path + "/approve", reason, owner).statusCode())
                .isEqualTo(400);
        assertThat(calls.call("POST", path + "/approve", "", owner).statusCode())
                .isEqualTo(204);
        return path;
    }

    private static String subscribed(WatchedCalls calls, String gp, ObjectNode subscription) {
        var created = calls.call("POST", "/subscriptions", subscription.toString(), gp);
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        var body = Calls.json(created.body());
        calls.planted()
                .add("the secret of " + body.get("id"), body.get("secret").asText());
        return "/subscriptions/" + body.get("id").asText();
    }

    /** By the token of the one's handshake; the other is told and answers. */
    private static void agreed(WatchedCalls calls, EchoingServer outside) {
        Eventually.holds("both are asked", () -> asked(outside, "/hook") > 0 && asked(outside, "/silent") > 0);
        var callback = outside.received("/silent")
                .get(0)
                .getOrDefault("Webhook-request-callback", List.of("/"))
                .get(0);
        var path = URI.create(callback).getPath();
        calls.planted().add("the token of the handshake", path.substring(path.lastIndexOf('/') + 1));
        assertThat(calls.call("GET", path + "x", "", "").statusCode()).isEqualTo(404);
        assertThat(calls.call("GET", path, "", "").statusCode()).isEqualTo(200);
    }

    private static int asked(EchoingServer outside, String path) {
        return outside.received(path).size();
    }

    private static void delivered(WatchedCalls calls, String gp, EchoingServer outside, String silent) {
        var event = (ObjectNode)
                Calls.json(RunningNode.event(TYPE, "e-1", Planted.SUBJECT, Map.of("origin", Planted.FILTER)));
        event.put("dataref", outside.url("/Patient"));
        var owner = calls.token("flags");
        assertThat(calls.call("POST", "/events", event.toString(), owner).statusCode())
                .isEqualTo(200);
        Eventually.holds(
                "all that was scripted happened",
                () -> asked(outside, "/hook") >= 4 && asked(outside, "/token") >= 4 && asked(outside, "/Patient") >= 3);
        Eventually.holds(
                "dead-lettered",
                () -> Calls.json(calls.call("GET", silent + "/status", "", gp).body())
                                .at("/counts/deadLettered")
                                .asLong()
                        == 1);
    }

    /** Every kind of write is refused, with the values of its row at hand. */
    private void withARefusingDatabase(WatchedCalls calls, String operator, String gp, EchoingServer outside)
            throws SQLException {
        for (var table : REFUSING_TABLES) {
            execute("ALTER TABLE " + table + " ADD CONSTRAINT refusing_" + table + " CHECK (1 = 0) "
                    + (Databases.arePostgres() ? "NOT VALID" : "NOCHECK"));
        }
        assertThat(put(calls, operator, "late", "operator", "\"jwks\":" + Clients.jwks()))
                .isGreaterThanOrEqualTo(500);
        assertThat(calls.ask(Clients.assertion("gp", WatchedCalls.AUDIENCE)).statusCode())
                .isGreaterThanOrEqualTo(500);
        assertThat(calls.call(
                                "POST",
                                "/subscriptions",
                                SecretSubscriptions.silent(outside).toString(),
                                gp)
                        .statusCode())
                .isGreaterThanOrEqualTo(500);
        for (var table : REFUSING_TABLES) {
            execute("ALTER TABLE " + table + " DROP CONSTRAINT refusing_" + table);
        }
    }

    private void execute(String statement) throws SQLException {
        var database = Databases.in(directory.resolve("data"));
        try (var connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                var sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private static void withdrawn(WatchedCalls calls, String gp, String grant, String subscription) {
        var reason = "{\"reason\":\"planted-reason-4b1d\"}";
        assertThat(calls.call("POST", grant + "/withdraw", reason, calls.token("flags"))
                        .statusCode())
                .isEqualTo(204);
        assertThat(calls.call("POST", subscription + "/resume", "", gp).statusCode())
                .isEqualTo(403);
    }

    private void looksAround(WatchedCalls calls, String token, List<String> subscriptions) {
        for (var path : List.of("/health/live", "/health/ready", "/cluster", "/_status", "/_ping", "/event-types")) {
            planted.areNotIn(path, calls.call("GET", path, "", token).body());
        }
        for (var subscription : subscriptions) {
            for (var path : List.of("", "/attempts", "/status")) {
                var shown = calls.call("GET", subscription + path, "", token);
                assertThat(shown.statusCode()).isEqualTo(200);
                // Whose it is reads its own criteria.
                planted.areNotIn(path, shown.body().replace(Planted.FILTER, ""));
            }
        }
        var threads = Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .toList();
        planted.areNotIn("the names of threads", String.join("\n", threads));
    }
}
