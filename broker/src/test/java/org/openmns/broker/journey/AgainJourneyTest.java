package org.openmns.broker.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
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

/** What a subscriber gets a second time, and how far it is behind; each test on a topic of its own. */
@OnBothDatabases
class AgainJourneyTest {

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
    void aDeadLetterIsListedRedrivenAndGone() {
        var type = "pds-death-notification-2";
        try (var sink = new Sink().answering(500)) {
            var subscription = node.subscribe("eventType=" + type, sink.url(), "{\"retries\":[\"PT0.02S\"]}");
            node.publish(type, "dead", SUBJECT);

            var letters = Listings.deadLetters(node, subscription, 1);
            var letter = letters.get(0);
            assertThat(letter.get("attempts").asInt()).isEqualTo(2);
            assertThat(letter.get("error").asText()).isEqualTo("HTTP 500");
            assertThat(letter.at("/event/id").asText()).isEqualTo("dead");
            awaitDeadLettered(subscription, 1);

            // Fails again: what is redriven may not get lost either.
            redrive(subscription, "", 1);
            awaitDeadLettered(subscription, 2);
            assertThat(Listings.deadLetters(node, subscription, 1)).hasSize(1);

            sink.answering(204);
            redrive(subscription, "{\"offsets\":[" + letter.get("offset").asLong() + "]}", 1);
            var requests = sink.await(5);
            Listings.deadLetters(node, subscription, 0);
            assertThat(requests)
                    .extracting(request -> request.header("webhook-id"))
                    .containsOnly(requests.get(0).header("webhook-id"));
            redrive(subscription, "", 0);
        }
    }

    @Test
    void deadLettersAreForgottenOnRequest() {
        var type = "nhs-number-change-2";
        try (var sink = new Sink().answering(400)) {
            var subscription = node.subscribe("eventType=" + type, sink.url(), "{\"retries\":[]}");
            publish(type, "x", 3);
            var letters = Listings.deadLetters(node, subscription, 3);

            var one = node.call(
                    "DELETE",
                    Listings.path(subscription, "/dead-letters?offset=")
                            + letters.get(1).get("offset").asLong(),
                    "");
            assertThat(one.body()).isEqualTo("{\"deleted\":1}");
            assertThat(Listings.deadLetters(node, subscription, 2))
                    .extracting(letter -> letter.at("/event/id").asText())
                    .containsExactly("x0", "x2");
            var all = node.call("DELETE", Listings.path(subscription, "/dead-letters"), "");
            assertThat(all.body()).isEqualTo("{\"deleted\":2}");
            Listings.deadLetters(node, subscription, 0);
            assertThat(sink.received()).hasSize(3);
        }
    }

    @Test
    void aReplayDeliversTheRangeAgainInOrderBeforeAnythingNewer() {
        var type = "vrs-proxy-role-changed-1";
        try (var sink = new Sink()) {
            var subscription = node.subscribe("eventType=" + type, sink.url());
            publish(type, "before", 2);
            var from = moment();
            publish(type, "r", 5);
            var to = moment();
            publish(type, "between", 2);
            var first = sink.await(9);
            // Only what is settled and written down is replayed; the rest is on its way anyhow.
            awaitSettled(subscription);

            node.act(subscription, "pause");
            publish(type, "newer", 3);
            var answer = node.call(
                    "POST",
                    Listings.path(subscription, "/replay"),
                    "{\"from\":\"" + from + "\",\"to\":\"" + to + "\"}");
            assertThat(answer.statusCode()).isEqualTo(204);
            node.act(subscription, "resume");

            var all = sink.await(17);
            var again = all.subList(9, 14);
            assertThat(sink.eventIds().subList(9, 17))
                    .containsExactly("r0", "r1", "r2", "r3", "r4", "newer0", "newer1", "newer2");
            assertThat(again)
                    .extracting(request -> request.header("webhook-id"))
                    .isEqualTo(first.subList(2, 7).stream()
                            .map(request -> request.header("webhook-id"))
                            .toList());
        }
    }

    @Test
    void theStatusSaysHowFarBehindAPausedSubscriptionIs() {
        var type = "pathology-laboratory-reporting-test-result-stored-1";
        try (var sink = new Sink()) {
            var subscription = node.subscribe("eventType=" + type, sink.url());
            node.act(subscription, "pause");
            var start = Instant.now();
            publish(type, "w", 50);

            var paused = node.status(subscription);
            assertThat(paused.at("/position/cursor").asLong())
                    .isLessThan(paused.at("/position/head").asLong());
            assertThat(paused.at("/position/behind/events").asInt()).isEqualTo(50);
            assertThat(paused.at("/position/behind/milliseconds").asLong())
                    .isBetween(1L, Instant.now().toEpochMilli() - start.toEpochMilli() + 1);
            assertThat(paused.at("/position/inFlight").asInt()).isZero();
            assertThat(paused.at("/counts/delivered").asInt()).isZero();

            node.act(subscription, "resume");
            sink.await(50);
            awaitSettled(subscription);
            var settled = node.status(subscription);
            assertThat(settled.at("/position/behind/events").asInt()).isZero();
            assertThat(settled.at("/position/behind/milliseconds").asInt()).isZero();
            assertThat(settled.at("/counts/delivered").asInt()).isEqualTo(50);
            assertThat(settled.at("/health/lastSuccess").asText()).isNotEmpty();
        }
    }

    private static void awaitDeadLettered(Subscribed subscription, int times) {
        Eventually.holds(
                "it is counted",
                () -> node.status(subscription).at("/counts/deadLettered").asInt() == times);
    }

    private static void redrive(Subscribed subscription, String body, int count) {
        var answer = node.call("POST", Listings.path(subscription, "/dead-letters/redrive"), body);
        assertThat(answer.body()).isEqualTo("{\"redriven\":" + count + "}");
    }

    private static void awaitSettled(Subscribed subscription) {
        Eventually.holds("everything is settled", () -> {
            var position = node.status(subscription).get("position");
            return position.get("cursor").asLong() == position.get("head").asLong();
        });
    }

    private static void publish(String type, String prefix, int count) {
        IntStream.range(0, count).forEach(i -> node.publish(type, prefix + i, SUBJECT));
    }

    /** A time that is after all that was published before and before all that is published from now on. */
    private static Instant moment() {
        var moment = Instant.now().plusMillis(2);
        Eventually.holds("the clock has moved on", () -> Instant.now().isAfter(moment));
        return moment;
    }
}
