package org.openmns.broker.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.Eventually;
import org.openmns.broker.OnBothDatabases;
import org.openmns.broker.RunningNode;
import org.openmns.broker.Sink;
import org.openmns.broker.Sink.Received;

/** Order as an endpoint sees it that is slow and fails now and then. */
@OnBothDatabases
class OrderingJourneyTest {

    private static final String TYPE = "pds-change-of-gp-2";
    private static final int SUBJECTS = 6;
    private static final int EVENTS = 15;
    private static final String RETRIES = "{\"retries\":[\"PT0.02S\",\"PT0.02S\",\"PT0.02S\",\"PT0.02S\",\"PT0.02S\","
            + "\"PT0.02S\",\"PT0.02S\",\"PT0.02S\",\"PT0.02S\",\"PT0.02S\"]}";

    @TempDir
    private Path directory;

    @Test
    void eventsOfOneSubjectNeverOverlapOrSwapWhileThoseOfOthersDoOverlap() {
        var seed = System.nanoTime();
        System.out.println("seed of the endpoint's moods: " + seed);
        var endpoint = new Endpoint(seed);
        try (var sink = new Sink().answering(endpoint::answer);
                var node = RunningNode.start(directory)) {
            node.subscribe("eventType=" + TYPE, sink.url(), RETRIES);

            for (int event = 0; event < EVENTS; event++) {
                for (int subject = 0; subject < SUBJECTS; subject++) {
                    node.publish(TYPE, id(subject, event), "patient " + subject);
                }
            }
            Eventually.holds("all are delivered", () -> endpoint.delivered() == SUBJECTS * EVENTS);

            assertThat(endpoint.overlaps()).as("subjects twice in flight").isEmpty();
            assertThat(endpoint.inFlightMost())
                    .as("subjects in flight together")
                    .isGreaterThan(1);
            assertThat(endpoint.failures()).as("failed attempts").isPositive();
            for (int subject = 0; subject < SUBJECTS; subject++) {
                assertThat(endpoint.attempts(subject)).isSorted();
                assertThat(endpoint.attempts(subject).stream().distinct()).hasSize(EVENTS);
            }
        }
    }

    private static String id(int subject, int event) {
        return subject + ":" + event;
    }

    /** Answers late and sometimes with 500, and notes what is open at the same time. */
    private static final class Endpoint {

        private final SplittableRandom random;
        private final Set<String> open = new HashSet<>();
        private final List<String> overlaps = new ArrayList<>();
        private final Map<String, List<Integer>> attempts = new HashMap<>();
        private int inFlightMost;
        private int failures;
        private int delivered;

        Endpoint(long seed) {
            random = new SplittableRandom(seed);
        }

        int answer(Received request) {
            var parts = request.eventId().split(":", 2);
            var millis = begin(parts[0], Integer.parseInt(parts[1]));
            var status = new CompletableFuture<Integer>()
                    .completeOnTimeout(204, millis, TimeUnit.MILLISECONDS)
                    .thenApply(good -> end(parts[0], good));
            return status.join();
        }

        private synchronized int begin(String subject, int event) {
            if (!open.add(subject)) {
                overlaps.add(subject);
            }
            inFlightMost = Math.max(inFlightMost, open.size());
            attempts.computeIfAbsent(subject, key -> new ArrayList<>()).add(event);
            return 1 + random.nextInt(30);
        }

        private synchronized int end(String subject, int good) {
            open.remove(subject);
            var fails = random.nextInt(5) == 0;
            failures += fails ? 1 : 0;
            delivered += fails ? 0 : 1;
            return fails ? 500 : good;
        }

        synchronized List<String> overlaps() {
            return List.copyOf(overlaps);
        }

        synchronized List<Integer> attempts(int subject) {
            return List.copyOf(attempts.getOrDefault(String.valueOf(subject), List.of()));
        }

        synchronized int inFlightMost() {
            return inFlightMost;
        }

        synchronized int failures() {
            return failures;
        }

        synchronized int delivered() {
            return delivered;
        }
    }
}
