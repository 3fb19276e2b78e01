package org.openmns.broker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.Eventually;
import org.openmns.broker.Postgres;
import org.openmns.broker.RunningNode;
import org.openmns.broker.Sink;

/** What one node is told of a cohort, the other one knows when it is answered. */
class TwoNodesCohortTest {

    private static final String TYPE = "pds-change-of-gp-2";
    private static final int ROUNDS = 20;

    @TempDir
    private Path directory;

    @Test
    void aChangeThroughOneNodeAppliesToTheNextEventThroughTheOther() {
        var database = Postgres.emptyDatabase().settings();
        try (var sink = new Sink();
                var one = RunningNode.start(directory.resolve("one"), database);
                var two = RunningNode.start(directory.resolve("two"), database)) {
            var nodes = List.of(one, two);
            nodes.forEach(TwoNodesCohortTest::awaitBoth);
            // Each has a subscription of its own, on whichever node that is.
            for (var number = 0; number < 4; number++) {
                var name = "c" + number;
                assertThat(put(one, name, "anchor\n")).isEqualTo(201);
                one.subscribe("eventType=" + TYPE + " AND subject IN COHORT '" + name + "'", sink.url("/" + name));
            }
            var expected = new ArrayList<String>();
            for (var round = 0; round < ROUNDS; round++) {
                var here = nodes.get(round % 2);
                var there = nodes.get((round + 1) % 2);
                var cohort = "/cohorts/c" + round % 4;
                var subject = "patient " + round;
                patch(here, cohort, "{\"add\":[\"" + subject + "\"]}");
                there.publish(TYPE, "in " + round, subject);
                expected.add("in " + round);
                sink.await(expected.size());
                patch(there, cohort, "{\"remove\":[\"" + subject + "\"]}");
                here.publish(TYPE, "out " + round, subject);
            }
            two.publish(TYPE, "last", "anchor");
            sink.await(expected.size() + 4);
            IntStream.range(0, 4).forEach(number -> expected.add("last"));

            assertThat(sink.eventIds()).containsExactlyElementsOf(expected);
        }
    }

    private static void awaitBoth(RunningNode node) {
        Eventually.holds("both are up", () -> {
            var members = node.get("/cluster").path("members");
            return members.size() == 2
                    && members.findValuesAsText("status").stream().allMatch("up"::equals)
                    && node.call("GET", "/health/ready", "").statusCode() == 200;
        });
    }

    private static int put(RunningNode node, String name, String lines) {
        return node.call("PUT", "/cohorts/" + name, lines, "text/plain").statusCode();
    }

    private static void patch(RunningNode node, String path, String change) {
        var answer = node.call("PATCH", path, change, "application/json");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
}
