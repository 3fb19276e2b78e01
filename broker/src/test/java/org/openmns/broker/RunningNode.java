package org.openmns.broker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.openmns.config.Profile;

/** A whole node in this JVM with its HTTP API on a free port, and the calls that tests make most. */
public final class RunningNode implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final String SOURCE = "uk.nhs.tests";

    private final Options.Start options;
    private Node node;

    /** A subscription as the 201 told it. */
    public record Subscribed(String id, String secret) {

        @Override
        public String toString() {
            return "Subscribed[" + id + "]";
        }
    }

    private RunningNode(Options.Start options) {
        this.options = options;
        this.node = Node.start(options).awaitJoined();
    }

    /** A sandbox node that keeps its database in this directory. */
    public static RunningNode start(Path dataDirectory) {
        return start(dataDirectory, Map.of());
    }

    /** As {@link #start(Path)}, with these settings before all others. */
    public static RunningNode start(Path dataDirectory, Map<String, String> overrides) {
        return start(Profile.SANDBOX, dataDirectory, overrides);
    }

    /** As above, with this profile. */
    public static RunningNode start(Profile profile, Path dataDirectory, Map<String, String> overrides) {
        var all = new HashMap<String, String>();
        all.put("openmns.node.port", "0");
        all.put("openmns.node.data-directory", dataDirectory.toString());
        // Most tests count what their endpoints receive.
        all.put("openmns.delivery.handshake.mode", "off");
        all.putAll(Databases.settings(dataDirectory));
        all.putAll(overrides);
        return new RunningNode(new Options.Start(profile, all, Optional.empty()));
    }

    public String url() {
        return "http://127.0.0.1:" + node.port();
    }

    /** Stops in good order and starts on the same data; on another port. */
    public void restart() {
        node.close();
        node = Node.start(options).awaitJoined();
    }

    /** Subscribes this endpoint to what the criteria match. */
    public Subscribed subscribe(String criteria, String endpoint) {
        return subscribe(criteria, endpoint, "{}");
    }

    /** As above, with the element {@code delivery} of the Subscription, such as {@code {"retries":["PT1S"]}}. */
    public Subscribed subscribe(String criteria, String endpoint, String delivery) {
        var body = json(call("POST", "/subscriptions", subscription(criteria, endpoint, delivery)), 201);
        return new Subscribed(body.get("id").asText(), body.get("secret").asText());
    }

    /** The body of such a Subscription. */
    public static String subscription(String criteria, String endpoint, String delivery) {
        var subscription = JSON.createObjectNode()
                .put("resourceType", "Subscription")
                .put("status", "requested")
                .put("reason", "a test")
                .put("criteria", criteria);
        subscription
                .putObject("channel")
                .put("type", "rest-hook")
                .put("endpoint", endpoint)
                .put("payload", "application/json");
        try {
            return subscription.set("delivery", JSON.readTree(delivery)).toString();
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }

    /** Publishes an event about this patient and requires the 200 that says it is on disk. */
    public void publish(String type, String id, String subject) {
        publish(event(type, id, subject, Map.of()));
    }

    /** Publishes this structured CloudEvent and requires the 200 that says it is on disk. */
    public void publish(String event) {
        json(send(event), 200);
    }

    /** Publishes this structured CloudEvent, whatever the answer. */
    public HttpResponse<String> send(String event) {
        return call("POST", "/events", event, "application/cloudevents+json");
    }

    /** A structured CloudEvent of the source {@code uk.nhs.tests}. */
    public static String event(String type, String id, String subject, Map<String, String> filtering) {
        var event = JSON.createObjectNode()
                .put("specversion", "1.0")
                .put("id", id)
                .put("source", SOURCE)
                .put("type", type)
                .put("time", "2026-03-01T09:00:00Z")
                .put("subject", subject);
        var values = JSON.createObjectNode();
        filtering.forEach(values::put);
        return filtering.isEmpty()
                ? event.toString()
                : event.set("filtering", values).toString();
    }

    /** GET of this path, which must answer 200 with JSON. */
    public JsonNode get(String path) {
        return json(call("GET", path, ""), 200);
    }

    /** {@code GET /subscriptions/{id}/status}. */
    public JsonNode status(Subscribed subscription) {
        return get("/subscriptions/" + subscription.id() + "/status");
    }

    /** POST without a body to {@code /subscriptions/{id}/{action}}, which must succeed. */
    public void act(Subscribed subscription, String action) {
        var response = call("POST", "/subscriptions/" + subscription.id() + "/" + action, "");
        if (response.statusCode() >= 300) {
            throw new AssertionError(action + " was answered " + response.statusCode() + ": " + response.body());
        }
    }

    /** Any call, whatever the answer; an empty body is none. */
    public HttpResponse<String> call(String method, String path, String body) {
        return call(method, path, body, "application/fhir+json");
    }

    /** As above, with this type of body. */
    public HttpResponse<String> call(String method, String path, String body, String contentType) {
        var request = HttpRequest.newBuilder(URI.create(url() + path)).timeout(TIMEOUT);
        if (body.isEmpty()) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.method(method, BodyPublishers.ofString(body)).header("Content-Type", contentType);
        }
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    private static JsonNode json(HttpResponse<String> response, int status) {
        if (response.statusCode() != status) {
            throw new AssertionError("answered " + response.statusCode() + ": " + response.body());
        }
        try {
            return JSON.readTree(response.body());
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }

    @Override
    public void close() {
        node.close();
    }
}
