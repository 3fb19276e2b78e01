package org.openmns.broker.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.Eventually;
import org.openmns.broker.RunningNode;
import org.openmns.broker.RunningNode.Subscribed;
import org.openmns.broker.Sink;

/** An endpoint that is asked first whether it wants deliveries. */
class HandshakeJourneyTest {

    private static final String CRITERIA = "eventType=pds-change-of-gp-2";
    private static final Map<String, String> STRICT =
            Map.of("openmns.delivery.handshake.mode", "strict", "openmns.delivery.handshake.waits", "1 s, 1 h");

    @TempDir
    private Path directory;

    /** The sandbox's inbox agrees at once, and an endpoint that knows nothing of it by its callback, asked after a restart. */
    @Test
    void getsWhatIsPublishedOnceItHasAgreed() {
        try (var sink = new Sink();
                var node = RunningNode.start(directory, STRICT)) {
            var agreeing = node.subscribe(CRITERIA, node.url() + "/inbox/me");
            var silent = node.subscribe(CRITERIA, sink.url());
            assertThat(status(node, silent)).isEqualTo("requested");
            awaitActive(node, agreeing);
            node.publish("pds-change-of-gp-2", "early", "9000000009");
            Eventually.holds(
                    "the inbox has it",
                    () -> node.get("/inbox/me").get("messages").size() == 1);

            node.restart();
            Eventually.holds("asked again", () -> sink.received().size() >= 2);
            assertThat(status(node, silent)).isEqualTo("requested");
            var callback = sink.received().get(0).header("WebHook-Request-Callback");
            assertThat(node.call("GET", URI.create(callback).getPath() + "x", "")
                            .statusCode())
                    .isEqualTo(404);
            assertThat(node.call("GET", URI.create(callback).getPath(), "").statusCode())
                    .isEqualTo(200);
            awaitActive(node, silent);
            node.publish("pds-change-of-gp-2", "late", "9000000009");

            Eventually.holds("it got the second one", () -> sink.eventIds().contains("late"));
            assertThat(sink.eventIds()).doesNotContain("early");
        }
    }

    private static void awaitActive(RunningNode node, Subscribed subscription) {
        Eventually.holds("it is active", () -> status(node, subscription).equals("active"));
    }

    private static String status(RunningNode node, Subscribed subscription) {
        return node.get("/subscriptions/" + subscription.id()).get("status").asText();
    }
}
