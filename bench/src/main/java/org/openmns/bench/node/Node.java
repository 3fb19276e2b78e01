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
import java.util.Optional;
import java.util.function.Supplier;

/** One node under measurement: a distribution started as its users start it. */
public final class Node implements AutoCloseable {

    /** A million subscriptions and more are loaded before a node is ready. */
    private static final Duration READY_MAX = Duration.ofMinutes(10);

    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final Child process;
    private final URI url;
    private final Supplier<Optional<String>> token;
    private final double readySeconds;

    private Node(Child process, URI url, Supplier<Optional<String>> token, long startNanos)
            throws IOException, InterruptedException {
        this.process = process;
        this.url = url;
        this.token = token;
        awaitReady(startNanos);
        readySeconds = (System.nanoTime() - startNanos) / 1e9;
    }

    /** Where its log and its data are, and what it is told. */
    record Place(Path work, String name, Map<String, String> environment) {}

    /** Waits until it is ready; each request to it brings this token, where there is one. */
    static Node start(Path distribution, Place place, Supplier<Optional<String>> token)
            throws IOException, InterruptedException {
        var port = freePort();
        var program = distribution.resolve("bin/openmns").toAbsolutePath().toString();
        var data = data(place.work, place.name).toString();
        var start = System.nanoTime();
        var child = Child.start(
                List.of(program, "--port", Integer.toString(port), "--data", data),
                place.environment,
                place.work.resolve(place.name + ".log"));
        try {
            return new Node(child, URI.create("http://127.0.0.1:" + port), token, start);
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

    /** The bytes of a request to it, for many at once. */
    public byte[] request(String method, String path, String contentType, byte[] body) {
        return new Request(method, url.resolve(path), token.get()).bytes(contentType, body);
    }

    /** One without a body. */
    public byte[] request(String method, String path) {
        return new Request(method, url.resolve(path), token.get()).bytes();
    }

    /** One request whose answer must have this status; answers its body. */
    public String call(String method, String path, String body, int status) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(url.resolve(path)).method(method, BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        return answer(authorized(request, token.get()), status);
    }

    /** Creates this as somebody else, who has this token. */
    void create(String path, String body, String token) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(url.resolve(path))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body));
        answer(authorized(request, Optional.of(token)), 201);
    }

    /** Whether it lets this token in. */
    boolean knows(String token) throws InterruptedException {
        try {
            answer(authorized(HttpRequest.newBuilder(url.resolve("/subscriptions")), Optional.of(token)), 200);
            return true;
        } catch (IOException unknown) {
            return false;
        }
    }

    private static HttpRequest.Builder authorized(HttpRequest.Builder request, Optional<String> token) {
        token.ifPresent(own -> request.header("Authorization", "Bearer " + own));
        return request;
    }

    /** From somebody without a token; answers the body of what must be a 200. */
    String post(String path, String contentType, String body) throws IOException, InterruptedException {
        return answer(
                HttpRequest.newBuilder(url.resolve(path))
                        .header("Content-Type", contentType)
                        .POST(BodyPublishers.ofString(body)),
                200);
    }

    private static String answer(HttpRequest.Builder request, int status) throws IOException, InterruptedException {
        var answer = HTTP.send(request.timeout(ANSWER_MAX).build(), BodyHandlers.ofString());
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
