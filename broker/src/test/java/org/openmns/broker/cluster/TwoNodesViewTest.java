package org.openmns.broker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.Eventually;
import org.openmns.broker.NodeProcess;
import org.openmns.broker.Postgres;
import org.openmns.broker.RunningNode;
import org.openmns.broker.Sink;
import org.slf4j.LoggerFactory;

/** What two nodes on one PostgreSQL tell those who run them, and what they write of each other into the log. */
class TwoNodesViewTest {

    @TempDir
    private Path directory;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(ClusterReporter.class);
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            log.add(event.getLevel() + " " + event.getFormattedMessage());
        }
    };

    @BeforeEach
    void capture() {
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void release() {
        logger.detachAppender(appender);
    }

    @Test
    void eachShowsBothAndTellsOfTheOthersComingAndGoing() {
        var database = Postgres.emptyDatabase().settings();
        try (var sink = new Sink();
                var one = RunningNode.start(directory.resolve("one"), database)) {
            var oldest = one.get("/cluster").get("self").asText();
            String other;
            try (var two = RunningNode.start(directory.resolve("two"), database)) {
                other = two.get("/cluster").get("self").asText();
                IntStream.range(0, 6)
                        .forEach(number -> one.subscribe("eventType=pds-change-of-gp-2", sink.url("/" + number)));
                for (var node : List.of(one, two)) {
                    Eventually.holds(
                            "ready",
                            () -> node.call("GET", "/health/ready", "").body().equals("{\"status\":\"UP\"}"));
                    Eventually.holds("both shown with all that they hold", () -> {
                        var view = node.get("/cluster");
                        return view.get("singleton").asText().equals(oldest)
                                && view.get("members").size() == 2
                                && view.get("didNotAnswer").isEmpty()
                                && address(view, 0).equals(oldest)
                                && address(view, 1).equals(other)
                                && subscriptions(view, 0) + subscriptions(view, 1) == 6;
                    });
                }
                assertThat(log).contains("INFO node " + other + " joined", "INFO node " + oldest + " joined");
            }
            Eventually.holds("the other one left", () -> log.contains("INFO node " + other + " left"));
            assertThat(log)
                    .contains("INFO this node is now the oldest: it runs housekeeping")
                    .contains("INFO node " + other + " is leaving", "INFO this node leaves")
                    .doesNotContain("INFO node " + oldest + " left")
                    .noneMatch(line -> line.startsWith("WARN"));
        }
    }

    @Test
    void theManagementPortTellsTheSame() throws IOException, InterruptedException {
        var port = NodeProcess.freePort();
        var settings = new HashMap<>(Postgres.emptyDatabase().settings());
        settings.put("openmns.management.port", Integer.toString(port));
        try (var node = RunningNode.start(directory, settings)) {
            Eventually.holds(
                    "ready", () -> node.call("GET", "/health/ready", "").statusCode() == 200);

            assertThat(managed(port, "/health/live")).isEqualTo("{\"status\":\"UP\"}");
            assertThat(managed(port, "/health/ready")).isEqualTo("{\"status\":\"UP\"}");
            assertThat(managed(port, "/cluster"))
                    .contains("\"self\":\"" + node.get("/cluster").get("self").asText());
        }
    }

    private static String managed(int port, String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    private static String address(JsonNode view, int member) {
        return view.get("members").get(member).get("address").asText();
    }

    private static int subscriptions(JsonNode view, int member) {
        return view.get("members")
                .get(member)
                .at("/node/subscriptions/entities")
                .asInt();
    }
}
