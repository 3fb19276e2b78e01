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
import java.util.Map;
import java.util.stream.IntStream;

/** The sink's process, seen from Bench. */
final class Receiver implements AutoCloseable {

    private static final long READY_SECONDS_MAX = 30;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Child process;
    private final String url;

    private Receiver(Child process) throws IOException, InterruptedException {
        this.process = process;
        url = "http://127.0.0.1:" + port();
    }

    static Receiver start(List<String> java, Path work) throws IOException, InterruptedException {
        return new Receiver(Child.start(Java.command(java, Sink.class, "0"), Map.of(), work.resolve("sink.log")));
    }

    Child process() {
        return process;
    }

    List<String> endpoints(int number) {
        return IntStream.rangeClosed(1, number)
                .mapToObj(index -> url + "/s/" + index)
                .toList();
    }

    void reset() throws IOException, InterruptedException {
        call(HttpRequest.newBuilder(URI.create(url + "/reset")).POST(BodyPublishers.noBody()));
    }

    Received received() throws IOException, InterruptedException {
        return Received.from(new JsonObject(call(HttpRequest.newBuilder(URI.create(url + "/stats")))));
    }

    /** Waits until so many arrived, or until nothing has for {@code quiet}. */
    Received await(long expected, Duration quiet) throws IOException, InterruptedException {
        var latest = received();
        var changed = System.nanoTime();
        while (latest.counts().distinct() < expected && System.nanoTime() - changed < quiet.toNanos()) {
            Thread.sleep(100);
            var next = received();
            changed = next.counts().distinct() == latest.counts().distinct() ? changed : System.nanoTime();
            latest = next;
        }
        return latest;
    }

    private String call(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString())
                .body();
    }

    private int port() throws IOException, InterruptedException {
        for (var wait = 0; wait < READY_SECONDS_MAX * 50 && process.running(); wait++) {
            var text = process.text();
            if (text.startsWith("sink ") && text.endsWith("\n")) {
                return Integer.parseInt(text.substring("sink ".length()).trim());
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
