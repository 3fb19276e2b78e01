package org.openmns.bench.node;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One node under measurement: a distribution started as its users start it. */
public final class Node implements AutoCloseable {

    /** A million subscriptions and more are loaded before a node is ready. */
    private static final Duration READY_MAX = Duration.ofMinutes(10);

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final Child process;
    private final URI url;
    private final double readySeconds;

    private Node(Child process, URI url, long startNanos) throws IOException, InterruptedException {
        this.process = process;
        this.url = url;
        awaitReady(startNanos);
        readySeconds = (System.nanoTime() - startNanos) / 1e9;
    }

    /** Waits until it is ready; {@code name} is that of its log and of its data. */
    static Node start(Path distribution, Map<String, String> environment, Path work, String name)
            throws IOException, InterruptedException {
        var port = freePort();
        var program = distribution.resolve("bin/openmns").toAbsolutePath().toString();
        var data = data(work, name).toString();
        var start = System.nanoTime();
        var child = Child.start(
                List.of(program, "--port", Integer.toString(port), "--data", data),
                environment,
                work.resolve(name + ".log"));
        try {
            return new Node(child, URI.create("http://127.0.0.1:" + port), start);
        } catch (IOException | InterruptedException | RuntimeException failed) {
            child.close();
            throw failed;
        }
    }

    static Path data(Path work, String name) {
        return work.resolve(name + "-data");
    }

    /** The process that it runs in. */
    public Child process() {
        return process;
    }

    /** Where it serves. */
    public URI url() {
        return url;
    }

    /** From the command to the first good answer. */
    public double readySeconds() {
        return readySeconds;
    }

    /** What the launcher said about the JDK it took. */
    public String java() {
        return process.text()
                .lines()
                .filter(line -> line.startsWith("openmns: Java "))
                .map(line -> line.substring("openmns: ".length()))
                .findFirst()
                .orElse("an unknown JDK");
    }

    /** One request whose answer must have this status; answers its body. */
    public String call(String method, String path, String body, int status) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(url.resolve(path))
                .timeout(Duration.ofSeconds(30))
                .method(method, BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        var answer = HTTP.send(request.build(), BodyHandlers.ofString());
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
                call("GET", "/health/ready", "", 200);
                return;
            } catch (IOException notYet) {
                Thread.sleep(20);
            }
        }
        throw new IOException("the node was not ready within " + READY_MAX + "; it said:\n" + process.text());
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
