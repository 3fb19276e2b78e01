package org.openmns.broker.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.Databases;
import org.openmns.broker.Eventually;
import org.openmns.broker.OnBothDatabases;
import org.openmns.broker.RunningNode;
import org.openmns.broker.Sink;

/** A log that forgets after seconds. */
@OnBothDatabases
class RetentionTest {

    private static final String TYPE = "pds-change-of-gp-2";
    private static final int EVENTS = 30;
    private static final Map<String, String> SHORT = Map.of(
            "openmns.topic.log.retention", "4 s",
            "openmns.topic.log.retention-interval", "200 ms",
            "openmns.topic.log.snapshot-every-rows", "5",
            "openmns.topic.nudge.lagging-after", "300 ms",
            "openmns.topic.nudge.interval", "200 ms");

    @TempDir
    private Path directory;

    @Test
    void rowsVanishAndWhatADeadSubscriptionLosesIsCountedAndListed() {
        try (var sink = new Sink();
                var dead = new Sink().answering(500);
                var node = RunningNode.start(directory, SHORT)) {
            var live = node.subscribe("eventType=" + TYPE, sink.url());
            var lost = node.subscribe("eventType=" + TYPE, dead.url(), "{\"retries\":[\"PT1H\",\"PT1H\"]}");
            publish(node, 0, EVENTS);
            sink.await(EVENTS);

            Eventually.holds("the oldest rows are gone", () -> lowestSequence() > EVENTS / 2);
            Eventually.holds("what was lost is counted", () -> expired(node, lost) > 0);
            assertThat(expired(node, live)).isZero();
            var head = node.status(live).at("/position/head").asLong();

            dead.answering(204);
            node.restart();
            publish(node, EVENTS, EVENTS + 10);

            sink.await(EVENTS + 10);
            assertThat(sink.eventIds()).doesNotHaveDuplicates();
            assertThat(node.status(live).at("/position/head").asLong()).isGreaterThan(head);
            Eventually.holds("nobody waits for anything", () -> waits(node, live) == 0 && waits(node, lost) == 0);
            var listed = node.status(lost).get("expired");
            var sum = IntStream.range(0, listed.size())
                    .mapToLong(i -> listed.get(i).get("count").asLong())
                    .sum();
            assertThat(sum).isEqualTo(expired(node, lost)).isBetween(1L, (long) EVENTS);
            var delivered = dead.eventIds().stream()
                    .filter(id -> Integer.parseInt(id) >= EVENTS)
                    .count();
            assertThat(delivered).isEqualTo(10);
            System.out.println("expired " + sum + " of " + EVENTS + ", lowest row " + lowestSequence());
        }
    }

    private static long waits(RunningNode node, RunningNode.Subscribed subscription) {
        return node.status(subscription).at("/position/behind/events").asLong();
    }

    private static long expired(RunningNode node, RunningNode.Subscribed subscription) {
        return node.status(subscription).at("/counts/expired").asLong();
    }

    private static void publish(RunningNode node, int from, int to) {
        IntStream.range(from, to).forEach(i -> node.publish(TYPE, String.valueOf(i), "patient " + i));
    }

    /** The node has the file open; a second connection from the same process shares it. */
    private long lowestSequence() {
        var location = Databases.in(directory);
        try (var connection = DriverManager.getConnection(location.url(), location.user(), location.password());
                var statement = connection.prepareStatement(
                        "SELECT MIN(\"sequence_number\") FROM \"event_journal\" WHERE \"persistence_id\" = ?")) {
            statement.setString(1, "Topic|" + TYPE);
            var row = statement.executeQuery();
            row.next();
            return row.getLong(1);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
