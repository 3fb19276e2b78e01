package org.openmns.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The least that looks like a node to Bench: knows criteria about a type, and one subject or one cohort, keeps subscriptions and cohorts
 * over a restart, events while a subscription is paused, and retries nothing. Every 100th event is delivered twice. In the
 * production profile it asks for tokens, which are good for some seconds.
 */
final class FakeNode {

    private static final Pattern TYPE = Pattern.compile("eventType='([^']*)'");
    private static final Pattern SUBJECT = Pattern.compile("subject(?:='| IN COHORT ')([^']*)'");

    private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
    private final Map<String, Set<String>> cohorts = new HashMap<>();
    private static final String BEARER = "Bearer ";

    /** What it says, and for how long it lets one in. */
    private static final int TOKEN_SECONDS = 1;

    private static final long TOKEN_NANOS = 4_000_000_000L;

    private final boolean asksForTokens = "production".equals(System.getenv("OPENMNS_PROFILE"));
    private final HttpClient client;
    private final Path data;
    private long events;

    private FakeNode(Vertx vertx, Path data) {
        client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(64));
        this.data = data;
    }

    /** Nothing of a subscription changes but what it keeps while it is paused. */
    private static final class Subscription {

        final String endpoint;
        final String criteria;
        final List<Buffer> kept = new ArrayList<>();
        boolean paused;

        Subscription(String endpoint, String criteria) {
            this.endpoint = endpoint;
            this.criteria = criteria;
        }
    }

    public static void main(String[] arguments) throws IOException {
        var vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        var node = new FakeNode(
                vertx, Files.createDirectories(Path.of(arguments[3])).resolve("data.json"));
        node.load();
        vertx.createHttpServer()
                .requestHandler(request -> request.bodyHandler(body -> node.handle(request, body)))
                .listen(Integer.parseInt(arguments[1]), "127.0.0.1");
    }

    private void handle(HttpServerRequest request, Buffer body) {
        var response = request.response();
        var path = request.path().split("/", -1);
        if (asksForTokens && !isOpen(path[1]) && !isLetIn(request)) {
            response.setStatusCode(401).end();
            return;
        }
        switch (request.method() + " " + path[1] + (path.length > 3 ? " " + path[3] : "")) {
            case "GET health", "GET subscriptions" -> response.end("{}");
            case "PUT applications" -> response.setStatusCode(201).end("{}");
            case "POST oauth2" -> response.end(token(body.toString()));
            case "POST subscriptions" -> response.setStatusCode(201).end(subscribe(body.toJsonObject()));
            case "PUT cohorts" -> {
                cohorts.put(path[2], new HashSet<>(body.toString().lines().toList()));
                save();
                response.setStatusCode(201).end("{}");
            }
            case "DELETE subscriptions" -> {
                subscriptions.remove(path[2]);
                response.setStatusCode(204).end();
            }
            case "POST subscriptions pause" -> {
                subscription(path[2]).paused = true;
                response.setStatusCode(204).end();
            }
            case "POST subscriptions resume" -> {
                resume(subscription(path[2]));
                response.setStatusCode(204).end();
            }
            case "POST events" -> {
                response.end("{}");
                publish(body);
            }
            default -> response.setStatusCode(404).end();
        }
    }

    private static boolean isOpen(String path) {
        return path.equals("health") || path.equals("oauth2");
    }

    private static boolean isLetIn(HttpServerRequest request) {
        var sent = request.getHeader("Authorization");
        return sent != null
                && sent.startsWith(BEARER)
                && System.nanoTime() - Long.parseLong(sent.substring(BEARER.length())) < TOKEN_NANOS;
    }

    private static String token(String form) {
        var isAssertion = form.matches("grant_type=client_credentials&.*&client_assertion=[^.&]+\\.[^.&]+\\.[^.&]+");
        var token = new JsonObject().put("access_token", Long.toString(System.nanoTime()));
        return (isAssertion ? token.put("expires_in", TOKEN_SECONDS) : new JsonObject()).encode();
    }

    private String subscribe(JsonObject body) {
        var id = UUID.randomUUID().toString();
        subscriptions.put(
                id, new Subscription(body.getJsonObject("channel").getString("endpoint"), body.getString("criteria")));
        save();
        return "{\"id\":\"" + id + "\"}";
    }

    private Subscription subscription(String id) {
        return Objects.requireNonNull(subscriptions.get(id));
    }

    private void resume(Subscription subscription) {
        subscription.paused = false;
        subscription.kept.forEach(event -> post(subscription.endpoint, event));
        subscription.kept.clear();
    }

    private void publish(Buffer body) {
        if (body.getByte(0) == '[') {
            body.toJsonArray().forEach(event -> deliver(((JsonObject) event).toBuffer()));
        } else {
            deliver(body);
        }
    }

    private void deliver(Buffer event) {
        events++;
        var json = event.toJsonObject();
        for (var subscription : subscriptions.values()) {
            if (!matches(subscription.criteria, json)) {
                continue;
            }
            if (subscription.paused) {
                subscription.kept.add(event);
            } else {
                post(subscription.endpoint, event);
                if (events % 100 == 0) {
                    post(subscription.endpoint, event);
                }
            }
        }
    }

    private boolean matches(String criteria, JsonObject event) {
        var type = TYPE.matcher(criteria);
        if (type.find() && !type.group(1).equals(event.getString("type"))) {
            return false;
        }
        var subject = event.getString("subject");
        var found = SUBJECT.matcher(criteria);
        return !found.find()
                || found.group(1).equals(subject)
                || cohorts.getOrDefault(found.group(1), Set.of()).contains(subject);
    }

    private void post(String endpoint, Buffer event) {
        client.request(new RequestOptions().setMethod(HttpMethod.POST).setAbsoluteURI(endpoint))
                .compose(request -> request.send(event));
    }

    private void save() {
        var all = new JsonObject();
        subscriptions.forEach((id, each) -> all.put(id, new JsonArray(List.of(each.endpoint, each.criteria))));
        var lists = new JsonObject();
        cohorts.forEach((name, values) -> lists.put(name, String.join("\n", values)));
        try {
            Files.writeString(data, new JsonArray().add(all).add(lists).encode());
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    private void load() throws IOException {
        if (Files.exists(data)) {
            var saved = new JsonArray(Files.readString(data));
            for (var each : saved.getJsonObject(0)) {
                var parts = (JsonArray) each.getValue();
                subscriptions.put(each.getKey(), new Subscription(parts.getString(0), parts.getString(1)));
            }
            for (var each : saved.getJsonObject(1)) {
                cohorts.put(
                        each.getKey(),
                        new HashSet<>(each.getValue().toString().lines().toList()));
            }
        }
    }
}
