package org.openmns.broker.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.Eventually;
import org.openmns.broker.OnBothDatabases;
import org.openmns.broker.RunningNode;
import org.openmns.broker.RunningNode.Subscribed;
import org.openmns.broker.Sink;
import org.openmns.broker.Sink.Received;

/** What a subscriber sees when its endpoint fails, each test on a topic of its own. */
@OnBothDatabases
class TroubleJourneyTest {

    private static final String SUBJECT = "9000000009";

    @TempDir
    static Path directory;

    private static RunningNode node;

    @BeforeAll
    static void start() {
        node = RunningNode.start(directory, Map.of("openmns.delivery.attempt-log.keep", "all"));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void testingAnEndpointAnswersWhatItSaid() throws IOException {
        var answered = new CountDownLatch(1);
        try (var sink = new Sink()) {
            var criteria = "eventType=pds-record-change-2";
            var subscription = node.subscribe(criteria, sink.url(), "{\"attemptTimeout\":\"PT1S\"}");

            var good = test(subscription);
            assertThat(good.get("delivered").asBoolean()).isTrue();
            assertThat(good.get("httpStatus").asInt()).isEqualTo(204);
            assertThat(Signed.with(subscription.secret(), sink.await(1).get(0))).isTrue();
            assertThat(sink.received().get(0).body()).contains("\"type\":\"mns-test-signal-1\"");

            sink.answering(500);
            var bad = test(subscription);
            assertThat(bad.get("delivered").asBoolean()).isFalse();
            assertThat(bad.get("httpStatus").asInt()).isEqualTo(500);
            assertThat(bad.get("detail").asText()).isEqualTo("HTTP 500");

            sink.answering(request -> late(answered));
            var late = test(subscription);
            assertThat(late.get("delivered").asBoolean()).isFalse();
            assertThat(late.hasNonNull("httpStatus")).isFalse();
            assertThat(late.get("detail").asText()).contains("time");
            assertThat(late.get("latencyMilliseconds").asLong()).isBetween(900L, 10_000L);
            answered.countDown();

            var refused = test(node.subscribe(criteria, "http://127.0.0.1:" + closedPort() + "/"));
            assertThat(refused.get("delivered").asBoolean()).isFalse();
            assertThat(refused.hasNonNull("httpStatus")).isFalse();
            assertThat(refused.get("detail").asText()).isEqualTo("connection refused");
        }
    }

    @Test
    void attemptsAreListedLatestFirstWithStatusAndLatency() {
        var type = "pds-change-of-gp-2";
        try (var sink = new Sink()) {
            sink.answering(request -> sink.received().size() < 3 ? 503 : 202);
            var subscription =
                    node.subscribe("eventType=" + type, sink.url(), "{\"retries\":[\"PT0.02S\",\"PT0.02S\"]}");
            node.publish(type, "a", SUBJECT);
            sink.await(3);

            var attempts = Listings.attempts(node, subscription, 3);

            assertThat(attempts).extracting(each -> each.get("attempt").asInt()).containsExactly(3, 2, 1);
            assertThat(attempts)
                    .extracting(each -> each.at("/result/httpStatus").asInt())
                    .containsExactly(202, 503, 503);
            assertThat(attempts)
                    .extracting(each -> each.at("/result/delivered").asBoolean())
                    .containsExactly(true, false, false);
            assertThat(attempts)
                    .extracting(each -> each.at("/result/latencyMilliseconds").asLong())
                    .allMatch(latency -> latency >= 0 && latency < 15_000);
            assertThat(attempts)
                    .extracting(each -> Instant.parse(each.get("at").asText()))
                    .isSortedAccordingTo((one, other) -> other.compareTo(one));
        }
    }

    @Test
    void theBreakerOpensAfterTenFailuresAndClosesWithASuccess() {
        var type = "imms-vaccination-record-change-1";
        try (var sink = new Sink().answering(503)) {
            var retries = "{\"retries\":[\"PT1S\",\"PT1S\",\"PT1S\",\"PT1S\",\"PT1S\",\"PT1S\"],\"inFlightMax\":1}";
            var subscription = node.subscribe("eventType=" + type, sink.url(), retries);
            IntStream.range(0, 15).forEach(i -> node.publish(type, "b" + i, "patient " + i));

            Eventually.holds("the breaker is open", () -> breaker(subscription).equals("open"));
            // Ten in a row, and perhaps a probe; the other five burnt no attempt.
            assertThat(sink.received().size()).isBetween(10, 11);

            sink.answering(204);
            Eventually.holds("all are delivered", () -> distinctDelivered(sink) == 15);
            Eventually.holds(
                    "the breaker is closed", () -> breaker(subscription).equals("closed"));
            Listings.deadLetters(node, subscription, 0);
        }
    }

    private static long distinctDelivered(Sink sink) {
        return sink.received().stream().map(Received::eventId).distinct().count();
    }

    private static String breaker(Subscribed subscription) {
        return node.status(subscription).at("/health/breaker").asText();
    }

    private static int closedPort() throws IOException {
        try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return closed.getLocalPort();
        }
    }

    private static int late(CountDownLatch answered) {
        try {
            return answered.await(10, TimeUnit.SECONDS) ? 204 : 500;
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return 500;
        }
    }

    private static JsonNode test(Subscribed subscription) {
        var answer = node.call("POST", Listings.path(subscription, "/test"), "");
        assertThat(answer.statusCode()).isEqualTo(200);
        return Calls.json(answer.body());
    }
}
