package org.openmns.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;

/** A subscriber's HTTP endpoint in this JVM: keeps every request in order of arrival, answers as it is told to. */
public final class Sink implements AutoCloseable {

    private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"([^\"]*)\"");
    private static final int BACKLOG = 1_000;

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private volatile ToIntFunction<Received> answer = request -> 204;
    private volatile Consumer<Received> observer = request -> {};

    /** A request as it arrived; header names in lower case. */
    public record Received(Instant at, String path, Map<String, String> headers, String body) {

        /** The id of the CloudEvent in the body. */
        public String eventId() {
            var matcher = ID.matcher(body);
            return matcher.find() ? matcher.group(1) : "";
        }

        /** The header's value, empty where there is none. */
        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    /** Listens on a free port of the loopback address. */
    public Sink() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** From now on this decides the status of each answer, with the request at hand; it may block to answer late. */
    public Sink answering(ToIntFunction<Received> status) {
        answer = status;
        return this;
    }

    /** From now on every answer has this status. */
    public Sink answering(int status) {
        return answering(request -> status);
    }

    /** Sees each request before it is answered, on a thread of its own. */
    public Sink observing(Consumer<Received> each) {
        observer = each;
        return this;
    }

    public String url() {
        return url("/hook");
    }

    public String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** All requests so far, in order of arrival. */
    public List<Received> received() {
        return List.copyOf(received);
    }

    /** The ids of the events in all requests so far, in order of arrival, repeats included. */
    public List<String> eventIds() {
        return received.stream().map(Received::eventId).toList();
    }

    /** All requests once there are so many. */
    public List<Received> await(int count) {
        Eventually.holds(count + " requests at the sink", () -> received.size() >= count);
        return received();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var headers = new TreeMap<String, String>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
            var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            var request = new Received(Instant.now(), exchange.getRequestURI().getPath(), headers, body);
            received.add(request);
            observer.accept(request);
            exchange.sendResponseHeaders(answer.applyAsInt(request), -1);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
