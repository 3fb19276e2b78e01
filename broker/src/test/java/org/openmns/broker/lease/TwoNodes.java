package org.openmns.broker.lease;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.openmns.broker.Eventually;
import org.openmns.broker.RunningNode;
import org.openmns.broker.Sink;
import org.openmns.broker.store.DatabaseLocation;

/** Two processes that form a cluster, subscriptions to six topics that spread over them, and their subscriber. */
final class TwoNodes implements AutoCloseable {

    private static final List<String> TOPICS = List.of(
            "mns-test-signal-1",
            "pds-change-of-gp-2",
            "pds-death-notification-2",
            "nhs-number-change-2",
            "pds-record-change-2",
            "gpreg-change-gp-req-1");

    /** What tells when each phase of a takeover begins; the program itself shows warnings only. */
    private static final String LOGBACK = """
            <configuration><appender name="console" class="ch.qos.logback.core.ConsoleAppender">
            <encoder><pattern>%d{HH:mm:ss.SSS} %-5level %logger{0} %replace(%msg){'[\\r\\n]+', ' | '}%n</pattern></encoder></appender>
            <logger name="org.openmns" level="INFO"/><logger name="org.apache.pekko.cluster" level="INFO"/>
            <root level="WARN"><appender-ref ref="console"/></root></configuration>
            """;

    private final Path directory;
    private final DatabaseLocation database;
    private final int[] ports =
            IntStream.generate(ClusterProcess::freePort).limit(2).sorted().toArray();
    private final ClusterProcess[] nodes = new ClusterProcess[2];
    private final AtomicInteger events = new AtomicInteger();
    private final ExecutorService publishers = Executors.newFixedThreadPool(TOPICS.size());
    final Sink sink = new Sink();

    /** How long after a moment the first event was taken in by the topic that was last, and by when all had arrived. */
    record Recovery(Duration published, Duration delivered) {}

    TwoNodes(DatabaseLocation database, Path directory) throws IOException {
        this.database = database;
        this.directory = directory;
        Files.writeString(directory.resolve("logback.xml"), LOGBACK);
    }

    /** The node with the lower address is 0, that with the higher one 1. */
    ClusterProcess start(int which, String... settings) throws IOException {
        var all = new ArrayList<>(List.of(settings));
        all.add("-Dlogback.configurationFile=" + directory.resolve("logback.xml"));
        nodes[which] = ClusterProcess.start(
                database, ports[which], directory.resolve("data-" + which), all.toArray(String[]::new));
        return nodes[which].awaitReady();
    }

    void subscribe(ClusterProcess node) {
        for (var topic : TOPICS) {
            var body = RunningNode.subscription("eventType='" + topic + "'", sink.url("/" + topic), "{}");
            Eventually.holds("subscribed", () -> post(node, "/subscriptions", "application/fhir+json", body) == 201);
        }
    }

    /** Publishes to every topic until each has taken one in, and waits for those at the subscriber. */
    Recovery serve(ClusterProcess node, long since) {
        var ids = TOPICS.stream()
                .map(topic -> CompletableFuture.supplyAsync(() -> publish(node, topic), publishers))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
        var published = Duration.ofNanos(System.nanoTime() - since);
        Eventually.holds("all arrived", () -> sink.eventIds().containsAll(ids));
        return new Recovery(published, Duration.ofNanos(System.nanoTime() - since));
    }

    private String publish(ClusterProcess node, String topic) {
        return Eventually.get(topic + " takes an event", () -> {
            var id = "event-" + events.incrementAndGet();
            var event = RunningNode.event(topic, id, "9000000009", Map.of());
            return post(node, "/events", "application/cloudevents+json", event) == 200
                    ? Optional.of(id)
                    : Optional.empty();
        });
    }

    private static int post(ClusterProcess node, String path, String type, String body) {
        try {
            return node.post(path, type, body);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        publishers.shutdownNow();
        for (var node : nodes) {
            if (node != null) {
                node.close();
            }
        }
        sink.close();
    }
}
