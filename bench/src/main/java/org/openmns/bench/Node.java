package org.openmns.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The node under measurement: a distribution started as its users start it, on fresh data. */
final class Node implements AutoCloseable {

    private static final Duration READY_MAX = Duration.ofSeconds(90);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Child process;
    private final String url;
    private final double readySeconds;

    private Node(Child process, String url, long startNanos) throws IOException, InterruptedException {
        this.process = process;
        this.url = url;
        awaitReady(startNanos);
        readySeconds = (System.nanoTime() - startNanos) / 1e9;
    }

    /** Starts it as its users do; {@code name} is that of its log and of its data. */
    static Node start(Path distribution, Map<String, String> environment, Path work, String name)
            throws IOException, InterruptedException {
        var port = freePort();
        var program = distribution.resolve("bin/openmns").toAbsolutePath().toString();
        var data = work.resolve(name + "-data").toString();
        var start = System.nanoTime();
        var child = Child.start(
                List.of(program, "--port", Integer.toString(port), "--data", data),
                environment,
                work.resolve(name + ".log"));
        try {
            return new Node(child, "http://127.0.0.1:" + port, start);
        } catch (IOException | InterruptedException | RuntimeException failed) {
            child.close();
            throw failed;
        }
    }

    Child process() {
        return process;
    }

    String events() {
        return url + "/events";
    }

    double readySeconds() {
        return readySeconds;
    }

    /** What the launcher said about the JDK it took. */
    String java() {
        return process.text()
                .lines()
                .filter(line -> line.startsWith("openmns: Java "))
                .map(line -> line.substring("openmns: ".length()))
                .findFirst()
                .orElse("an unknown JDK");
    }

    /** Subscribes the n-th endpoint to what the n-th criteria match; answers the ids. */
    List<String> subscribe(List<String> criteria, List<String> endpoints) throws IOException, InterruptedException {
        var ids = new ArrayList<String>();
        for (var index = 0; index < criteria.size(); index++) {
            var body = new JsonObject()
                    .put("resourceType", "Subscription")
                    .put("status", "requested")
                    .put("reason", "bench")
                    .put("criteria", criteria.get(index))
                    .put(
                            "channel",
                            new JsonObject()
                                    .put("type", "rest-hook")
                                    .put("endpoint", endpoints.get(index))
                                    .put("payload", "application/json"));
            var request = HttpRequest.newBuilder(URI.create(url + "/subscriptions"))
                    .header("Content-Type", "application/fhir+json")
                    .POST(BodyPublishers.ofString(body.encode()));
            ids.add(new JsonObject(expect(201, request)).getString("id"));
        }
        return ids;
    }

    void unsubscribe(List<String> ids) throws IOException, InterruptedException {
        for (var id : ids) {
            expect(
                    204,
                    HttpRequest.newBuilder(URI.create(url + "/subscriptions/" + id))
                            .DELETE());
        }
    }

    private String expect(int status, HttpRequest.Builder request) throws IOException, InterruptedException {
        var answer = send(request);
        if (answer.statusCode() != status) {
            throw new IOException(
                    "the node answered " + answer.statusCode() + " instead of " + status + ": " + answer.body());
        }
        return answer.body();
    }

    private void awaitReady(long startNanos) throws IOException, InterruptedException {
        while (System.nanoTime() - startNanos < READY_MAX.toNanos()) {
            if (!process.running()) {
                throw new IOException("the node ended before it was ready; it said:\n" + process.text());
            }
            try {
                if (send(HttpRequest.newBuilder(URI.create(url + "/_ping"))).statusCode() == 200) {
                    return;
                }
            } catch (IOException notYet) {
                // Nobody listens yet.
            }
            Thread.sleep(20);
        }
        throw new IOException("the node was not ready within " + READY_MAX + "; it said:\n" + process.text());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
