package org.openmns.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The invariants of the delivery protocol (design.md, section 4) on a whole node. The fifth, bounded memory, stands in
 * {@code BacklogTest}, {@code IngressTest}, {@code DuplicateWindowTest} and {@code SubscriptionEntityTest}; the sixth, two
 * writers, in {@code TwoWritersTest}; a lost process in {@code KillTest}; all but the sixth in many worlds in
 * {@code SimulationTest}.
 */
@OnBothDatabases
class InvariantsTest {

    @TempDir
    private static Path directory;

    private static RunningNode node;

    @BeforeAll
    static void start() {
        node = RunningNode.start(directory, Map.of("openmns.delivery.breaker.failures", "1000"));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    /** Invariant 1. Two ways to a subscriber: pushed, and read from the log after a pause. */
    @Test
    void anEventAnswered200ReachesEverySubscriptionThatItMatches() {
        try (var pushed = new Sink();
                var reading = new Sink()) {
            var criteria = "eventType='pdm-resource-change-1' AND product_ids='wanted'";
            node.subscribe(criteria, pushed.url());
            var paused = node.subscribe(criteria, reading.url());
            node.act(paused, "pause");

            for (var number = 0; number < 20; number++) {
                node.publish(withProducts("pdm-" + number, number % 2 == 0 ? "wanted" : "other"));
            }
            node.act(paused, "resume");

            var expected =
                    IntStream.range(0, 10).mapToObj(half -> "pdm-" + 2 * half).toList();
            pushed.await(10);
            reading.await(10);
            assertThat(pushed.eventIds()).containsExactlyElementsOf(expected);
            assertThat(reading.eventIds()).containsExactlyElementsOf(expected);
        }
    }

    /** Invariant 2. */
    @Test
    void eventsAboutOnePatientAreNeverInFlightTogetherAndNeverStartOutOfOrder() {
        var inFlight = new ConcurrentHashMap<String, AtomicInteger>();
        var together = ConcurrentHashMap.<String>newKeySet();
        var tries = new ConcurrentHashMap<String, AtomicInteger>();
        try (var sink = new Sink()) {
            sink.answering(request -> {
                var patient = patientOf(request);
                var count = inFlight.computeIfAbsent(patient, first -> new AtomicInteger());
                if (count.incrementAndGet() > 1) {
                    together.add(patient);
                }
                var attempt = tries.computeIfAbsent(request.eventId(), first -> new AtomicInteger())
                        .incrementAndGet();
                count.decrementAndGet();
                return attempt == 1 && request.eventId().endsWith("3") ? 500 : 204;
            });
            node.subscribe("eventType='pds-change-of-gp-2'", sink.url(), "{\"retries\":[\"PT0.02S\",\"PT1S\"]}");

            for (var number = 0; number < 60; number++) {
                node.publish("pds-change-of-gp-2", "gp-" + (100 + number), "patient-" + number % 4);
            }

            // Six of them (…3) are tried twice.
            var requests = sink.await(66);
            assertThat(together).isEmpty();
            var last = new HashMap<String, String>();
            for (var request : requests) {
                var before = last.put(patientOf(request), request.eventId());
                assertThat(request.eventId()).isGreaterThanOrEqualTo(before == null ? "" : before);
            }
        }
    }

    /** Invariant 3. */
    @Test
    void anEventThatTheChangedCriteriaNoLongerMatchIsNotSent() {
        try (var sink = new Sink()) {
            var type = "gpreg-change-gp-req-1";
            var subscribed = node.subscribe("eventType='" + type + "'", sink.url());
            node.act(subscribed, "pause");
            for (var id : List.of("XY11-1", "AB22-2", "XY11-3")) {
                var practice = Map.of("generalpractitioner", id.substring(0, 4));
                node.publish(RunningNode.event(type, id, "9912003888", practice));
            }

            var narrowed = RunningNode.subscription(
                    "eventType='" + type + "' AND generalpractitioner='XY11'", sink.url(), "{}");
            assertThat(node.call("PUT", "/subscriptions/" + subscribed.id(), narrowed)
                            .statusCode())
                    .isEqualTo(204);
            node.act(subscribed, "resume");
            node.publish(RunningNode.event(type, "XY11-last", "9912003888", Map.of("generalpractitioner", "XY11")));

            sink.await(3);
            assertThat(sink.eventIds()).containsExactly("XY11-1", "XY11-3", "XY11-last");
        }
    }

    /** Invariant 4. */
    @Test
    void whatTheSubscriberTookIsNotSentAgainAndARetryHasTheSameWebhookId() {
        var refused = ConcurrentHashMap.<String>newKeySet();
        try (var sink = new Sink().answering(request -> refused.add(request.eventId()) ? 503 : 204)) {
            node.subscribe("eventType='nhs-number-change-2'", sink.url(), "{\"retries\":[\"PT0.02S\",\"PT1S\"]}");

            for (var number = 0; number < 10; number++) {
                node.publish("nhs-number-change-2", "number-" + number, "patient-" + number);
            }
            var requests = sink.await(20);

            var ids = new HashMap<String, Set<String>>();
            requests.forEach(request -> ids.computeIfAbsent(request.eventId(), first -> new HashSet<>())
                    .add(request.header("webhook-id")));
            assertThat(ids)
                    .hasSize(10)
                    .allSatisfy((event, webhookIds) -> assertThat(webhookIds).hasSize(1));
            node.publish("nhs-number-change-2", "number-last", "patient-0");
            sink.await(22);
            assertThat(sink.received()).hasSize(22);
        }
    }

    /** Invariant 7. */
    @Test
    void aSubscriberThatNeverAnswersAndOneThatAlwaysFailsChangeNothingForTheOthers() {
        var over = new CountDownLatch(1);
        try (var silent = new Sink().answering(request -> awaited(over));
                var failing = new Sink().answering(500);
                var healthy = new Sink()) {
            var criteria = "eventType='pds-death-notification-2'";
            node.subscribe(criteria, silent.url());
            node.subscribe(criteria, failing.url());
            node.subscribe(criteria, healthy.url());

            var ids =
                    IntStream.range(0, 50).mapToObj(number -> "death-" + number).toList();
            ids.forEach(id -> node.publish("pds-death-notification-2", id, "patient-of-" + id));
            healthy.await(50);

            assertThat(over.getCount()).as("the silent one is silent still").isEqualTo(1);
            assertThat(healthy.eventIds()).containsExactlyInAnyOrderElementsOf(ids);
            failing.await(1);
            silent.await(1);
            over.countDown();
        }
    }

    private static int awaited(CountDownLatch over) {
        try {
            over.await();
            return 204;
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
            return 500;
        }
    }

    private static String withProducts(String id, String product) {
        var event = RunningNode.event("pdm-resource-change-1", id, "9912003888", Map.of());
        return event.substring(0, event.length() - 1) + ",\"filtering\":{\"product_ids\":[\"first\",\"" + product
                + "\"]}}";
    }

    private static String patientOf(Sink.Received request) {
        return request.body().replaceAll(".*\"subject\":\"([^\"]*)\".*", "$1");
    }
}
