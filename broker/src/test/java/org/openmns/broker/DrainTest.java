package org.openmns.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process that is told to stop, as a load balancer and an impatient operator see it. */
class DrainTest {

    private static final Duration END_MAX = Duration.ofSeconds(30);

    @TempDir
    private Path data;

    @Test
    void failsReadinessAtOnceAndServesOnForTheDrainDelayHoweverOftenItIsTold()
            throws IOException, InterruptedException {
        var port = NodeProcess.freePort();
        try (var node = NodeProcess.run(
                        Map.of("OPENMNS_HTTP_DRAIN_DELAY", "4 s"),
                        "start",
                        "--port",
                        Integer.toString(port),
                        "--data",
                        data.toString())
                .awaitReady()) {
            assertThat(get(port, "/health/ready").statusCode()).isEqualTo(200);

            node.askToStop();
            Eventually.holds("not ready", () -> answer(port, "/health/ready").contains("[\"this node is stopping\"]"));
            node.askToStop();

            assertThat(get(port, "/health/live").statusCode()).isEqualTo(200);
            assertThat(get(port, "/subscriptions").statusCode()).isEqualTo(200);
            assertThat(get(port, "/subscriptions").headers().firstValue("Connection"))
                    .isEmpty();
            assertThat(node.awaitEnd(END_MAX)).isIn(0, 143);
            assertThat(node.errors()).isEmpty();
        }
    }

    private static String answer(int port, String path) {
        try {
            return get(port, path).body();
        } catch (IOException gone) {
            throw new AssertionError(gone);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    /** On a new connection each time, as a load balancer's probe. */
    private static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
