package org.openmns.broker.journey;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Endpoint, token server, source of data and key server that tell whoever asks all that they were told, in the body and in
 * headers that are looked at, whenever they refuse or fail.
 */
final class EchoingServer implements AutoCloseable {

    /** In order, the last one from then on; the body is the answer's, or the echo where there is none. */
    private static final Map<String, List<Answer>> SCRIPT = Map.of(
            "/token",
            List.of(
                    Answer.token("planted-first-oauth-token-4b1d"),
                    new Answer(401, Optional.empty()),
                    new Answer(200, Optional.empty()),
                    Answer.token("planted-second-oauth-token-4b1d")),
            "/hook",
            List.of(
                    new Answer(204, Optional.empty()),
                    new Answer(401, Optional.empty()),
                    new Answer(500, Optional.empty()),
                    new Answer(204, Optional.empty())),
            "/Patient",
            List.of(
                    new Answer(500, Optional.empty()),
                    new Answer(200, Optional.empty()),
                    new Answer(200, Optional.of("{\"resourceType\":\"Patient\"}"))),
            "/silent",
            List.of(new Answer(500, Optional.empty())),
            "/jwks.json",
            List.of(new Answer(500, Optional.empty()), new Answer(200, Optional.empty())));

    private final HttpServer server;
    private final Map<String, List<Map<String, List<String>>>> received = new ConcurrentHashMap<>();

    private record Answer(int status, Optional<String> body) {

        static Answer token(String token) {
            return new Answer(
                    200,
                    Optional.of("{\"access_token\":\"" + token + "\",\"token_type\":\"Bearer\",\"expires_in\":3600}"));
        }
    }

    EchoingServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        SCRIPT.keySet().forEach(path -> server.createContext(path, exchange -> answer(path, exchange)));
        server.start();
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** The headers of each request to this path so far. */
    List<Map<String, List<String>>> received(String path) {
        return received.getOrDefault(path, List.of());
    }

    private void answer(String path, HttpExchange exchange) throws IOException {
        try (exchange) {
            var echo = new ArrayList<String>();
            exchange.getRequestHeaders().values().forEach(echo::addAll);
            echo.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            var all = received.computeIfAbsent(path, none -> new CopyOnWriteArrayList<>());
            var script = SCRIPT.getOrDefault(path, List.of());
            var answer = script.get(Math.min(all.size(), script.size() - 1));
            all.add(Map.copyOf(exchange.getRequestHeaders()));
            var told = String.join(" ", echo);
            for (var header : List.of("Retry-After", "WebHook-Allowed-Origin", "WebHook-Allowed-Rate", "Location")) {
                exchange.getResponseHeaders().add(header, told.replaceAll("[^ -~]", " "));
            }
            var body = answer.body().orElse(told).getBytes(UTF_8);
            exchange.sendResponseHeaders(answer.status(), answer.status() == 204 ? -1 : body.length);
            if (answer.status() != 204) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
