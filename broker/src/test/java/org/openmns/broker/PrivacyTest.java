package org.openmns.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.Planted.AUTHORIZATION;
import static org.openmns.broker.Planted.COHORT_VALUE;
import static org.openmns.broker.Planted.ENDPOINT_KEY;
import static org.openmns.broker.Planted.FILTER;
import static org.openmns.broker.Planted.PAYLOAD;
import static org.openmns.broker.Planted.QUERY;
import static org.openmns.broker.Planted.SUBJECT;
import static org.openmns.broker.Planted.TOKEN;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What belongs to patients and what opens doors goes through a whole node, in good and in bad ways, and is logged nowhere. */
@OnBothDatabases
class PrivacyTest {

    private static final String TYPE = "patientflags-change-1";
    private static final String EVENTS = "application/cloudevents+json";

    /** Refuse what is written from now on; what there is may stay. */
    private static final List<String> REFUSING_TABLES =
            List.of("dead_letter", "subscription", "cohort_part", "attempt", "\"event_journal\"");

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Planted planted = new Planted();

    @TempDir
    private Path directory;

    @Test
    void neverLogsOrShowsToOperatorsWhatIsAboutAPatientOrOpensADoor() throws Exception {
        try (var printed = new Printed();
                var sink = new Sink().answering(request -> request.path().equals("/good") ? 204 : 500)) {
            try (var node = RunningNode.start(directory, Map.of("openmns.delivery.attempt-log.keep", "all"))) {
                var failing = subscribe(node, sink);
                publish(node, "e-1");
                sink.await(4);
                deadLettered(node, failing);
                malformed(node);
                looksAround(node, failing);
                withARefusingDatabase(node, failing);
                node.restart();
                publish(node, "e-2");
                Eventually.holds(
                        "delivered after the restart", () -> sink.eventIds().contains("e-2"));
                looksAround(node, failing);
            }
            assertThat(printed.text()).contains("attempt failed", "dead-lettered", "request failed");
            planted.areNotIn("the log", printed.text());
        }
    }

    /** Two that follow the same events, one of which fails; answers that one. */
    private RunningNode.Subscribed subscribe(RunningNode node, Sink sink) {
        assertThat(node.call("PUT", "/cohorts/mine", SUBJECT + "\n" + COHORT_VALUE + "\n", "text/plain")
                        .statusCode())
                .isEqualTo(201);
        var criteria = "eventType=" + TYPE + " AND origin='" + FILTER + "' AND subject IN COHORT 'mine'";
        var good = subscribe(node, criteria, sink.url("/good"));
        var failing = subscribe(node, criteria, sink.url("/bad"));
        planted.add("the signing secret", good.secret());
        planted.add("the other signing secret", failing.secret());
        return failing;
    }

    private static RunningNode.Subscribed subscribe(RunningNode node, String criteria, String endpoint) {
        var answer = node.call("POST", "/subscriptions", subscription(criteria, endpoint));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        var id = answer.body().replaceAll("(?s).*\"id\":\"([^\"]*)\".*", "$1");
        return new RunningNode.Subscribed(id, answer.body().replaceAll("(?s).*\"secret\":\"([^\"]*)\".*", "$1"));
    }

    private static String subscription(String criteria, String endpoint) {
        var header = "\"channel\":{\"header\":[\"Authorization: Bearer " + TOKEN + "\"],";
        return RunningNode.subscription(
                        criteria, endpoint + "?key=" + ENDPOINT_KEY, "{\"retries\":[\"PT0.01S\",\"PT0.01S\"]}")
                .replace("\"channel\":{", header);
    }

    private static String event(String id) {
        return RunningNode.event(TYPE, id, SUBJECT, Map.of("origin", FILTER))
                .replaceFirst("\\{", "{\"data\":{\"text\":\"" + PAYLOAD + "\"},");
    }

    private static void publish(RunningNode node, String id) {
        node.publish(event(id));
    }

    private static void deadLettered(RunningNode node, RunningNode.Subscribed failing) {
        Eventually.holds(
                "dead-lettered",
                () -> node.status(failing).path("counts").path("deadLettered").asLong() == 1);
        node.act(failing, "dead-letters/redrive");
        node.act(failing, "test");
        node.act(failing, "secret/rotate");
    }

    /** Each is answered 4xx, and none of the answers to what nobody could read quotes it. */
    private static void malformed(RunningNode node) throws Exception {
        for (var body : List.of(
                "{\"id\":\"" + PAYLOAD + "\"",
                "\"" + SUBJECT + "\"",
                "{\"type\":\"" + PAYLOAD + "\"}",
                PAYLOAD,
                event("e").replace("\"1.0\"", "\"" + PAYLOAD + "\""),
                event("e").replace(TYPE, PAYLOAD),
                event("e").replace("2026-03-01T09:00:00Z", SUBJECT),
                event("e").replace("uk.nhs.tests", PAYLOAD + " "),
                event("e").replace("\"" + FILTER + "\"", "{\"a\":\"" + FILTER + "\"}"))) {
            for (var path : List.of("/events", "/subscriptions", "/criteria/check", "/subscriptions/" + PAYLOAD)) {
                assertThat(node.call(path.length() > 20 ? "PUT" : "POST", path, body, EVENTS)
                                .statusCode())
                        .isBetween(400, 499);
                node.call("POST", path, body, "application/json");
            }
        }
        for (var criteria :
                List.of("eventType=" + TYPE + " AND origin='" + FILTER, "'" + SUBJECT + "'", "x<" + SUBJECT)) {
            assertThat(node.call("POST", "/subscriptions", subscription(criteria, "http://127.0.0.1:9/"))
                            .statusCode())
                    .isEqualTo(400);
        }
        for (var endpoint :
                List.of("ftp://" + ENDPOINT_KEY, "http://a:" + TOKEN + "@b/", "http://[" + TOKEN + "]/", "%")) {
            node.call("POST", "/subscriptions", subscription("eventType=" + TYPE, endpoint));
        }
        for (var path : List.of(
                "/subscriptions?continue_from=",
                "/cohorts?after=",
                "/cohorts/mine/values?limit=",
                "/cohorts/",
                "/event-types/",
                "/inbox/")) {
            node.call("GET", path + QUERY, "");
            node.call("DELETE", path + QUERY, "");
        }
        node.call("PUT", "/cohorts/mine", "{\"add\":[\"" + COHORT_VALUE + "\"", "application/json");
        node.call("PUT", "/cohorts/mine", COHORT_VALUE + "\u0000", "text/plain");
        node.call("PATCH", "/cohorts/mine", "{\"" + COHORT_VALUE + "\":1}", "application/json");
        withToken(node);
        notEvenHttp(node);
    }

    private static void withToken(RunningNode node) throws IOException, InterruptedException {
        for (var scheme : List.of("Bearer ", "Basic ", "")) {
            var request = HttpRequest.newBuilder(URI.create(node.url() + "/subscriptions?a=" + QUERY))
                    .header("Authorization", scheme + AUTHORIZATION)
                    .header("X-Correlation-ID", "c-1");
            HTTP.send(request.build(), BodyHandlers.ofString());
        }
    }

    private static void notEvenHttp(RunningNode node) throws IOException {
        for (var head : List.of(
                "GET /" + QUERY + " x HTTP/1.1\r\nHost: a\r\n",
                "GET /%zz" + QUERY + " HTTP/1.1\r\nHost: a\r\n",
                QUERY + "-IS-NO-METHOD-OF-HTTP / HTTP/1.1\r\nHost: a\r\n",
                "GET /?" + QUERY + "=%zz HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + AUTHORIZATION + "\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: " + AUTHORIZATION + "\u0001\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nAuth\u0001orization: " + AUTHORIZATION + "\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + AUTHORIZATION.repeat(900) + "\r\n",
                "GET / HTTP/1.1\r\nHost: " + QUERY + ":x\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nAccept: " + QUERY + "/;;\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nCookie: " + QUERY + "=\"\r\n",
                "POST /events HTTP/1.1\r\nHost: a\r\nContent-Type: " + QUERY + "\r\nContent-Length: 2\r\n",
                "POST /events HTTP/1.1\r\nHost: a\r\nContent-Length: " + SUBJECT + SUBJECT + SUBJECT + "\r\n",
                "POST /events HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: " + QUERY + "\r\n")) {
            try (var socket = new Socket(
                    InetAddress.getLoopbackAddress(), URI.create(node.url()).getPort())) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream().write((head + "Connection: close\r\n\r\n{}").getBytes(UTF_8));
                socket.getInputStream().readAllBytes();
            }
        }
    }

    /** Every kind of write is refused, with the values of its row at hand. */
    private void withARefusingDatabase(RunningNode node, RunningNode.Subscribed failing) throws SQLException {
        for (var table : REFUSING_TABLES) {
            execute("ALTER TABLE " + table + " ADD CONSTRAINT refusing_" + REFUSING_TABLES.indexOf(table)
                    + " CHECK (1 = 0) " + (Databases.arePostgres() ? "NOT VALID" : "NOCHECK"));
        }
        assertThat(node.send(event("e-3")).statusCode()).isGreaterThanOrEqualTo(500);
        node.call(
                "POST",
                "/subscriptions",
                subscription("eventType=" + TYPE + " AND a='" + FILTER + "'", "http://127.0.0.1:9/"));
        node.call("PUT", "/cohorts/other", COHORT_VALUE + "\n", "text/plain");
        node.call("PUT", "/subscriptions/" + failing.id(), subscription("eventType=" + TYPE, "http://127.0.0.1:9/"));
        for (var table : REFUSING_TABLES) {
            execute("ALTER TABLE " + table + " DROP CONSTRAINT refusing_" + REFUSING_TABLES.indexOf(table));
        }
    }

    private void execute(String statement) throws SQLException {
        var database = Databases.in(directory);
        try (var connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                var sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private void looksAround(RunningNode node, RunningNode.Subscribed failing) {
        for (var path : List.of("/health/live", "/health/ready", "/cluster", "/_status", "/_ping")) {
            planted.areNotIn(path, node.call("GET", path, "").body());
        }
        planted.areNotIn(
                "the attempts",
                node.call("GET", "/subscriptions/" + failing.id() + "/attempts", "")
                        .body());
        planted.areNotIn("the status", node.status(failing).toString());
        var threads = Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .toList();
        planted.areNotIn("the names of threads", String.join("\n", threads));
    }
}
