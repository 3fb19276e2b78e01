package org.openmns.broker.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.NodeProcess;

/** The disk of the embedded database gets full under a node, which answers 503 and goes on by itself. */
class FullDiskTest {

    private static final Duration AGAIN_MAX = Duration.ofMinutes(2);

    private static final Duration RESUME_MAX = Duration.ofSeconds(20);

    /** What is written to the file that was opened again. */
    private static final int EVENTS_MORE = 20;

    private static final int DISK_MEBIBYTES = 40;

    private static final int SPACE_MEBIBYTES = 400;

    private final BigEvents events = new BigEvents();

    @TempDir
    private Path directory;

    @Test
    void aFullDiskIsA503AndAllResumesByItselfWithNothingLostThatWasAnswered() throws IOException, InterruptedException {
        try (events;
                var disk = SmallDisk.mount(directory, DISK_MEBIBYTES)) {
            try (var node = start(0)) {
                var url = node.url();
                events.subscribe(url);
                events.timeline().begin("full");

                events.publishUntil(url, 503);
                events.awaitRefused(url);
                assertAnswersPing(url);

                disk.grow(SPACE_MEBIBYTES);
                assertResumes(url);
                node.askToStop();
                assertThat(node.awaitEnd(Duration.ofSeconds(30))).isIn(0, 143);
            }
            assertAllIsInTheLog();
        }
        assertThat(events.verdict().lost()).isEmpty();
        assertThat(events.verdict().disorder()).isEmpty();
    }

    private void assertResumes(String url) throws IOException, InterruptedException {
        var start = System.nanoTime();
        events.publishUntil(url, 200);
        var first = Duration.ofNanos(System.nanoTime() - start);
        for (var more = 0; more < EVENTS_MORE; more++) {
            events.publishUntil(url, 200);
        }
        events.awaitDelivered(RESUME_MAX);
        var delivered = Duration.ofNanos(System.nanoTime() - start);

        System.out.printf(
                "FullDiskTest: %d events; with space again the first 200 after %d ms, all delivered after %d ms%n",
                events.accepted(), first.toMillis(), delivered.toMillis());
        assertThat(first).isLessThan(RESUME_MAX);
        assertThat(delivered).isLessThan(RESUME_MAX);
    }

    private void assertAllIsInTheLog() throws IOException, InterruptedException {
        try (var node = start(1)) {
            events.publishAllAgain(node.url());
            events.awaitAll(AGAIN_MAX);
        }
        System.out.println("FullDiskTest events=" + events.accepted() + " repeats="
                + events.verdict().repeats());
        // What settled since the last checkpoint, once; a node that opened the database without space would go on.
        assertThat(events.verdict().repeatedMax()).isLessThan(events.accepted());
    }

    private static void assertAnswersPing(String url) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url + "/_ping")).build();
        var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    private NodeProcess start(int life) throws IOException {
        var environment = new HashMap<>(Map.of("OPENMNS_PUBLIC_BASE_URL", new Incarnation(0, life).publicUrl()));
        if (life == 0) {
            environment.putAll(BigEvents.HASTE);
        }
        return NodeProcess.run(environment, "start", "--port", "0", "--data", directory.toString());
    }
}
