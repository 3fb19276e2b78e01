package org.openmns.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.store.Database;
import org.openmns.broker.store.DatabaseLocation;

/** The program as a process: what it says, and the exit code it ends with. */
class StartTest {

    /** On a machine that does much else; it must not hang. */
    private static final Duration END_MAX = Duration.ofMinutes(1);

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    @Test
    void saysWhereItListensWithThreeCommandsAndAfterSigtermTheNextStartFindsEverything()
            throws IOException, InterruptedException {
        var port = NodeProcess.freePort();
        var subscription = "";
        try (var node = NodeProcess.start(port, directory)) {
            var url = url(node);
            assertThat(node.output().lines().filter(line -> line.contains("curl ")))
                    .hasSize(3)
                    .allMatch(line -> line.contains(url));
            subscription = post(url + "/subscriptions", "application/fhir+json", subscription(url))
                    .body()
                    .replaceAll(".*\"id\":\"([^\"]+)\".*", "$1");
            assertThat(publish(url, "first").statusCode()).isEqualTo(200);
            awaitInbox(url, "first");

            node.askToStop();

            assertThat(node.awaitEnd(Duration.ofSeconds(15))).isIn(0, 143);
            assertThat(node.errors()).isEmpty();
        }

        try (var node = NodeProcess.start(port, directory)) {
            var url = url(node);
            assertThat(get(url + "/subscriptions/" + subscription).body()).contains("\"active\"");
            assertThat(publish(url, "first").statusCode()).isEqualTo(200);
            assertThat(publish(url, "second").statusCode()).isEqualTo(200);
            awaitInbox(url, "second");
            assertThat(get(url + "/inbox/start").body()).doesNotContain("first");
        }
    }

    @Test
    void helpEndsWithZero() throws IOException, InterruptedException {
        try (var program = NodeProcess.run("--help")) {
            assertThat(program.awaitEnd(END_MAX)).isZero();
            assertThat(program.output()).contains("--port").contains("--data");
            assertThat(program.errors()).isEmpty();
        }
    }

    @Test
    void anUnknownOptionEndsWithTwo() throws IOException, InterruptedException {
        assertEnds(2, NodeProcess.run("--unknown"), "--unknown");
    }

    @Test
    void aBadPortEndsWithTwo() throws IOException, InterruptedException {
        assertEnds(2, NodeProcess.run("--port", "70000"), "--port must be a number from 0 to 65535");
    }

    @Test
    void aDataDirectoryThatIsAFileEndsWithOne() throws IOException, InterruptedException {
        var file = Files.writeString(directory.resolve("file"), "");

        assertEnds(1, NodeProcess.start(0, file), "The data directory " + file + " cannot be created.");
    }

    @Test
    void aDatabaseHeldByAnotherNodeEndsWithOne() throws IOException, InterruptedException {
        try (var other = NodeProcess.start(0, directory)) {
            other.awaitReady();

            assertEnds(1, NodeProcess.start(0, directory), "The database " + file() + " is in use");
        }
    }

    @Test
    void aDamagedDatabaseEndsWithOne() throws IOException, InterruptedException {
        var noise = new byte[50_000];
        new Random(7).nextBytes(noise);
        Files.write(file(), noise);

        assertEnds(1, NodeProcess.start(0, directory), "The database " + file() + " is damaged");
    }

    @Test
    void aDatabaseOfANewerVersionEndsWithOne() throws IOException, InterruptedException {
        try (var database = Database.open(DatabaseLocation.inDirectory(directory))) {
            database.now(handle -> handle.execute("INSERT INTO \"flyway_schema_history\" SELECT 99, '99', 'future',"
                    + " 'SQL', 'V99__future.sql', 1, 'sa', CURRENT_TIMESTAMP, 1, TRUE"));
        }

        assertEnds(1, NodeProcess.start(0, directory), "was written by a newer version of OpenMNS (schema 99)");
    }

    @Test
    void aPortInUseEndsWithOneAndTheDatabaseIsFreeAgain() throws IOException, InterruptedException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = taken.getLocalPort();

            assertEnds(1, NodeProcess.start(port, directory), "cannot listen on 127.0.0.1:" + port);
        }
        Database.open(DatabaseLocation.inDirectory(directory)).close();
    }

    private Path file() {
        return directory.resolve("openmns.mv.db");
    }

    /** One sentence, by the program's own name, on standard error; nothing else anywhere. */
    private static void assertEnds(int code, NodeProcess program, String sentence) throws InterruptedException {
        try (program) {
            var end = program.awaitEnd(END_MAX);
            assertThat(program.errors())
                    .startsWith("openmns: ")
                    .contains(sentence)
                    .hasLineCount(1);
            assertThat(program.output()).isEmpty();
            assertThat(end).isEqualTo(code);
        }
    }

    private static String url(NodeProcess node) throws InterruptedException {
        return node.awaitReady().output().replaceAll("(?s).*? listens on (\\S+).*", "$1");
    }

    private static String subscription(String url) {
        return """
                {"resourceType":"Subscription","status":"requested","reason":"start","criteria":"eventType='pds-change-of-gp-2'",\
                "channel":{"type":"rest-hook","endpoint":"%s/inbox/start","payload":"application/json"}}""".formatted(url);
    }

    private static HttpResponse<String> publish(String url, String id) throws IOException, InterruptedException {
        var event = """
                {"specversion":"1.0","id":"%s","source":"uk.nhs.personal-demographics-service","type":"pds-change-of-gp-2",\
                "time":"2026-01-01T09:00:00Z","subject":"9000000009"}""";
        return post(url + "/events", "application/cloudevents+json", event.formatted(id));
    }

    /** Asks until it is there: deliveries do not tell this test. */
    private static void awaitInbox(String url, String id) throws IOException, InterruptedException {
        var end = System.nanoTime() + END_MAX.toNanos();
        while (!get(url + "/inbox/start").body().contains(id)) {
            assertThat(System.nanoTime()).as("nothing arrived").isLessThan(end);
        }
    }

    private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url)));
    }

    private static HttpResponse<String> post(String url, String type, String body)
            throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
    }
}
