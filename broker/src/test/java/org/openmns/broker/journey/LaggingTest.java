package org.openmns.broker.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.Eventually;
import org.openmns.broker.OnBothDatabases;
import org.openmns.broker.RunningNode;
import org.openmns.broker.Sink;
import org.openmns.broker.Sink.Received;

/** A subscription whose endpoint is down gets far behind, and nobody else notices. */
@OnBothDatabases
class LaggingTest {

    private static final String TYPE = "pds-change-of-gp-2";
    private static final int WAITING = 1_200;
    private static final int LATE = 100;
    private static final int SUBJECTS = 40;
    private static final int BATCH = 100;
    private static final Duration LIVE_LATENCY_MAX = Duration.ofSeconds(2);
    private static final Map<String, String> SMALL_WINDOW = Map.of("openmns.delivery.window.events-max", "50");
    private static final String RETRIES =
            "{\"retries\":[\"PT1S\",\"PT1S\",\"PT1S\",\"PT1S\",\"PT1S\",\"PT1S\",\"PT1S\","
                    + "\"PT1S\",\"PT1S\",\"PT1S\",\"PT1S\",\"PT1S\",\"PT1S\",\"PT1S\",\"PT1S\",\"PT1S\",\"PT1S\",\"PT1S\"]}";

    @TempDir
    private Path directory;

    @Test
    void whoCannotKeepUpReadsTheLogAndGetsAllInOrderWhileOthersAreNotDisturbed() {
        var status = new AtomicInteger(503);
        var delivered = new CopyOnWriteArrayList<Received>();
        try (var down = new Sink().answering(request -> answer(status.get(), request, delivered));
                var one = new Sink();
                var two = new Sink();
                var three = new Sink();
                var node = RunningNode.start(directory, SMALL_WINDOW)) {
            var live = List.of(one, two, three);
            live.forEach(sink -> node.subscribe("eventType=" + TYPE, sink.url()));
            var behind = node.subscribe("eventType=" + TYPE, down.url(), RETRIES);
            publishBatches(node);
            live.forEach(sink -> sink.await(WAITING));

            var position = node.status(behind).get("position");
            assertThat(position.get("lagging").asBoolean()).isTrue();
            assertThat(position.at("/behind/events").asInt()).isEqualTo(WAITING);
            assertThat(position.get("inFlight").asInt()).isLessThanOrEqualTo(16);

            status.set(204);
            var sentAt = publishSingly(node);
            live.forEach(sink -> sink.await(WAITING + LATE));
            for (var sink : live) {
                assertThat(latencies(sink, sentAt)).allMatch(latency -> latency.compareTo(LIVE_LATENCY_MAX) < 0);
                assertThat(sink.eventIds()).doesNotHaveDuplicates();
                assertInOrder(sink.received());
            }

            Eventually.holds("everything has arrived", () -> delivered.size() >= WAITING + LATE);
            assertThat(delivered.stream().map(Received::eventId))
                    .hasSize(WAITING + LATE)
                    .doesNotHaveDuplicates();
            assertInOrder(delivered);
            Eventually.holds(
                    "it is pushed again",
                    () -> !node.status(behind).at("/position/lagging").asBoolean());
        }
    }

    private static int answer(int status, Received request, List<Received> delivered) {
        if (status == 204) {
            delivered.add(request);
        }
        return status;
    }

    private static void assertInOrder(List<Received> requests) {
        var bySubject = new HashMap<Integer, List<Integer>>();
        for (var request : requests) {
            var number = Integer.parseInt(request.eventId());
            bySubject
                    .computeIfAbsent(number % SUBJECTS, key -> new ArrayList<>())
                    .add(number);
        }
        assertThat(bySubject).hasSize(SUBJECTS);
        bySubject.forEach((subject, numbers) ->
                assertThat(numbers).as("subject " + subject).isSorted());
    }

    private static List<Duration> latencies(Sink sink, Map<String, Instant> sentAt) {
        var latencies = sink.received().stream()
                .filter(request -> sentAt.containsKey(request.eventId()))
                .map(request -> Duration.between(sentAt.get(request.eventId()), request.at()))
                .sorted()
                .toList();
        System.out.printf(
                "live beside one that lags: %d events, p50 %d ms, p99 %d ms, most %d ms%n",
                latencies.size(),
                latencies.get(latencies.size() / 2).toMillis(),
                latencies.get(latencies.size() * 99 / 100).toMillis(),
                latencies.get(latencies.size() - 1).toMillis());
        return latencies;
    }

    private static void publishBatches(RunningNode node) {
        for (int first = 0; first < WAITING; first += BATCH) {
            var batch = IntStream.range(first, first + BATCH)
                    .mapToObj(LaggingTest::event)
                    .collect(Collectors.joining(",", "[", "]"));
            assertThat(Calls.post(node.url() + "/events", "application/cloudevents-batch+json", batch)
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static Map<String, Instant> publishSingly(RunningNode node) {
        var sentAt = new HashMap<String, Instant>();
        for (int number = WAITING; number < WAITING + LATE; number++) {
            sentAt.put(String.valueOf(number), Instant.now());
            node.publish(event(number));
        }
        return sentAt;
    }

    private static String event(int number) {
        return RunningNode.event(TYPE, String.valueOf(number), "patient " + number % SUBJECTS, Map.of());
    }
}
