package org.openmns.broker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.Eventually;
import org.openmns.broker.Postgres;
import org.openmns.broker.RunningNode;
import org.openmns.broker.Sink;

/** Everything lives on one node, then two join: each of the three gets its share of the topics and of the subscriptions. */
class SpreadTest {

    private static final List<String> TYPES = List.of(
            "pds-change-of-gp-2",
            "pds-death-notification-2",
            "nhs-number-change-2",
            "pds-record-change-2",
            "patientflags-change-1",
            "imms-vaccination-record-change-1");

    /** So many that they take some two thirds of the hundred shards, certainly more than half their number. */
    private static final int SUBSCRIPTIONS = 108;

    /** What cannot be divided by three. */
    private static final int LEFT_OVER = 1;

    @TempDir
    private Path directory;

    @Test
    void nodesThatJoinTakeTheirShareOfAllThatRuns() {
        var settings = new HashMap<>(Postgres.emptyDatabase().settings());
        settings.put("pekko.cluster.sharding.rebalance-interval", "1 s");
        try (var sink = new Sink();
                var one = RunningNode.start(directory.resolve("one"), settings)) {
            for (var i = 0; i < SUBSCRIPTIONS; i++) {
                one.subscribe("eventType=" + TYPES.get(i % TYPES.size()), sink.url("/" + i));
            }
            shards(one.get("/cluster"), "subscriptions").getSum();
            try (var two = RunningNode.start(directory.resolve("two"), settings);
                    var three = RunningNode.start(directory.resolve("three"), settings)) {
                Eventually.holds("spread evenly", Duration.ofMinutes(2), () -> {
                    var view = three.get("/cluster");
                    return isEven(shards(view, "topics"), TYPES.size())
                            && isEven(shards(view, "subscriptions"), SUBSCRIPTIONS / 2);
                });
                assertThat(two.get("/cluster").get("members")).hasSize(3);
            }
        }
    }

    private static boolean isEven(IntSummaryStatistics shards, long atLeast) {
        return shards.getCount() == 3 && shards.getSum() >= atLeast && shards.getMax() - shards.getMin() <= LEFT_OVER;
    }

    /** How many shards of a kind each node has; none of a node that did not answer. */
    private static IntSummaryStatistics shards(JsonNode view, String kind) {
        return StreamSupport.stream(view.get("members").spliterator(), false)
                .map(member -> member.at("/node/" + kind + "/shards"))
                .filter(JsonNode::isInt)
                .mapToInt(JsonNode::asInt)
                .summaryStatistics();
    }
}
