package org.openmns.broker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.Eventually;
import org.openmns.broker.RunningNode;
import org.openmns.broker.Sink;

/** What a whole node tells those who run it. */
class OneNodeTest {

    @TempDir
    private Path directory;

    @Test
    void becomesReadyAndShowsItself() {
        try (var sink = new Sink();
                var node = RunningNode.start(directory)) {
            Eventually.holds(
                    "ready", () -> node.call("GET", "/health/ready", "").body().equals("{\"status\":\"UP\"}"));
            assertThat(node.call("GET", "/health/live", "").statusCode()).isEqualTo(200);
            IntStream.range(0, 5)
                    .forEach(number -> node.subscribe("eventType=pds-change-of-gp-2", sink.url("/" + number)));

            var view = node.get("/cluster");

            var member = view.get("members").get(0);
            assertThat(view.get("members")).hasSize(1);
            assertThat(view.get("didNotAnswer")).isEmpty();
            assertThat(member.get("address")).isEqualTo(view.get("self"));
            assertThat(view.get("leader")).isEqualTo(view.get("self"));
            assertThat(view.get("singleton")).isEqualTo(view.get("self"));
            assertThat(member.get("standing")).isEqualTo(json("{'status':'up','reachable':true,'age':1}"));
            assertThat(member.at("/node/draining").asBoolean(true)).isFalse();
            assertThat(member.at("/node/uptime").asText()).startsWith("PT");
            assertThat(member.at("/node/subscriptions/entities").asInt()).isEqualTo(5);
            assertThat(member.at("/node/subscriptions/shards").asInt()).isBetween(1, 5);
            assertThat(member.at("/node/topics/entities").asInt()).isPositive();
        }
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }
}
