package org.openmns.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openmns.bench.figures.Received;
import org.openmns.bench.node.Child;
import org.openmns.bench.node.Java;
import org.openmns.bench.sink.Sink;

/** The sink's process, seen from Bench. */
final class Receiver implements AutoCloseable {

    private static final long READY_SECONDS_MAX = 30;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Child process;
    private final List<URI> urls;

    private Receiver(Child process) throws IOException, InterruptedException {
        this.process = process;
        urls = urls(process);
    }

    static Receiver start(Java java, Path work) throws IOException, InterruptedException {
        return new Receiver(Child.start(java.command(Sink.class), Map.of(), work.resolve("sink.log")));
    }

    Child process() {
        return process;
    }

    URI url() {
        return urls.get(0);
    }

    /** Accepts connections and requests, and never answers. */
    String hanging() {
        return urls.get(1) + "/";
    }

    /** Answers 500 to everything. */
    String failing() {
        return urls.get(2) + "/";
    }

    /** All of one length, so that one can be made from another. */
    static String path(int group, long path) {
        return String.format(Locale.ROOT, "/s/%d/%07d", group, path);
    }

    String endpoint(int group, int path) {
        return url() + path(group, path);
    }

    void reset() throws IOException, InterruptedException {
        call("POST", "/reset");
    }

    /** From now on the window's latencies are those of what arrives from now on. */
    void beginWindow() throws IOException, InterruptedException {
        call("POST", "/window");
    }

    Received received(int group) throws IOException, InterruptedException {
        return Received.from(
                new JsonObject(call("GET", "/stats")).getJsonArray("groups").getJsonObject(group));
    }

    /** Waits until so many arrived in the group, or until nothing has for {@code quiet}. */
    Received await(int group, long expected, Duration quiet) throws IOException, InterruptedException {
        var latest = received(group);
        var changed = System.nanoTime();
        while (latest.counts().distinct() < expected && System.nanoTime() - changed < quiet.toNanos()) {
            Thread.sleep(100);
            var next = received(group);
            changed = next.counts().distinct() == latest.counts().distinct() ? changed : System.nanoTime();
            latest = next;
        }
        return latest;
    }

    private String call(String method, String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(url().resolve(path))
                .timeout(Duration.ofSeconds(20))
                .method(method, BodyPublishers.noBody());
        return http.send(request.build(), BodyHandlers.ofString()).body();
    }

    private static List<URI> urls(Child process) throws IOException, InterruptedException {
        for (var wait = 0; wait < READY_SECONDS_MAX * 50 && process.running(); wait++) {
            var text = process.text();
            if (text.startsWith("sink ") && text.endsWith("\n")) {
                return List.of(text.trim().split(" ", -1)).subList(1, 4).stream()
                        .map(port -> URI.create("http://127.0.0.1:" + port))
                        .toList();
            }
            Thread.sleep(20);
        }
        process.close();
        throw new IOException("the sink did not start; it said:\n" + process.text());
    }

    @Override
    public void close() {
        process.close();
    }
}
