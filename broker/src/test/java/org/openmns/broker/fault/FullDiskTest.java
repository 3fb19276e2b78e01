package org.openmns.broker.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.NodeProcess;
import org.openmns.broker.fault.FaultSink.Endpoint;

/**
 * A real full disk: a small file system in memory, which is mounted for this test. That takes the right to mount; without
 * it the test says so and is skipped.
 */
class FullDiskTest {

    private static final Duration AGAIN_MAX = Duration.ofMinutes(2);

    /** Some 200 of these fill the disk. */
    private static final String PADDING = "x".repeat(200_000);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Timeline timeline = new Timeline();
    private final Ledger ledger = new Ledger(told -> true, timeline);
    private boolean mounted;
    private int next = 1;

    @TempDir
    private Path directory;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        mounted = run("mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", directory.toString()) == 0;
        if (!mounted) {
            System.out.println("FullDiskTest skipped: mounting a small file system takes root on Linux");
        }
        assumeTrue(mounted, "no right to mount a file system");
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        if (mounted) {
            run("umount", "-l", directory.toString());
        }
    }

    @Test
    void aFullDiskIsA503AndNothingThatWasAnsweredIsLostByTheNextStart() throws IOException, InterruptedException {
        try (var sink = new FaultSink(0, Map.of("full", new Endpoint(ledger, Mood.MOODY)), name -> {}, 1)) {
            try (var node = start(0)) {
                var url = url(node);
                subscribe(url, sink.url("full"));

                var full = publishUntil(url, 503);
                assertThat(full.headers().firstValue("Retry-After"))
                        .as(full.body())
                        .isPresent();
                assertThat(publish(url, next).statusCode()).isEqualTo(503);
                assertThat(send(HttpRequest.newBuilder(URI.create(url + "/_ping")))
                                .statusCode())
                        .isEqualTo(200);

                node.askToStop();
                assertThat(node.awaitEnd(Duration.ofSeconds(30))).isIn(0, 143);
            }
            assertThat(run("mount", "-o", "remount,size=400m", directory.toString()))
                    .isZero();
            assertAllIsInTheLog();
        }
        assertThat(ledger.verdict(Topic.PRACTICE).lost()).isEmpty();
        assertThat(ledger.verdict(Topic.PRACTICE).disorder()).noneMatch(what -> what.contains(" before "));
    }

    /** What is in the log is recognised when it is published again; what was not would be delivered again. */
    private void assertAllIsInTheLog() throws IOException, InterruptedException {
        try (var node = start(1)) {
            var url = url(node);
            for (var number = 1; number <= next; number++) {
                assertThat(publish(url, number).statusCode()).isEqualTo(200);
            }
            assertThat(ledger.awaitAll(AGAIN_MAX)).isTrue();
            ledger.awaitQuiet(Duration.ofSeconds(2));
        }
        System.out.println("FullDiskTest events=" + next + " repeats="
                + ledger.verdict(Topic.PRACTICE).repeats());
    }

    /** Publishes one event after the other, each until it is answered 200, until the answer has this status. */
    private HttpResponse<String> publishUntil(String url, int status) throws IOException, InterruptedException {
        var end = System.nanoTime() + AGAIN_MAX.toNanos();
        while (true) {
            var answer = publish(url, next);
            if (answer.statusCode() == 200) {
                ledger.published(told(next));
                next++;
            }
            if (answer.statusCode() == status) {
                return answer;
            }
            assertThat(System.nanoTime()).as("still " + answer.body()).isLessThan(end);
        }
    }

    private HttpResponse<String> publish(String url, int number) throws IOException, InterruptedException {
        var event = """
                {"specversion":"1.0","id":"%s","source":"uk.nhs.tests","type":"pds-change-of-gp-2",\
                "time":"2026-01-01T09:00:00Z","subject":"9000000009","data":"%s"}""".formatted(told(number).id(), PADDING);
        var answer = post(url + "/events", "application/cloudevents+json", event);
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 503);
        return answer;
    }

    private void subscribe(String url, String endpoint) throws IOException, InterruptedException {
        var body = """
                {"resourceType":"Subscription","status":"requested","reason":"full","criteria":"eventType='pds-change-of-gp-2'",\
                "channel":{"type":"rest-hook","endpoint":"%s","payload":"application/fhir+json"},\
                "delivery":{"retries":["PT0.2S","PT0.5S","PT1S","PT1S","PT1S","PT1S"]}}""".formatted(endpoint);
        assertThat(post(url + "/subscriptions", "application/fhir+json", body).statusCode())
                .isEqualTo(201);
    }

    private NodeProcess start(int life) throws IOException {
        var environment = Map.of("OPENMNS_PUBLIC_BASE_URL", new Incarnation(0, life).publicUrl());
        return NodeProcess.run(environment, "start", "--port", "0", "--data", directory.toString());
    }

    private static Told told(int number) {
        return new Told(Topic.PRACTICE, 0, number);
    }

    private static String url(NodeProcess node) throws InterruptedException {
        return node.awaitReady().output().replaceAll("(?s).*? listens on (\\S+).*", "$1");
    }

    private HttpResponse<String> post(String url, String type, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.timeout(Duration.ofSeconds(40)).build(), BodyHandlers.ofString());
    }

    private static int run(String... command) throws IOException, InterruptedException {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            return process.waitFor(10, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } catch (IOException noSuchProgram) {
            return -1;
        }
    }
}
