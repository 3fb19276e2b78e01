package org.openmns.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;

/** What the service says about itself: that it lives, and what it offers. */
final class ServiceRoutes extends AllDirectives {

    static final String OPENAPI = "/openapi.yaml";

    private static final ContentType YAML =
            MediaTypes.applicationWithFixedCharset("yaml", HttpCharsets.UTF_8).toContentType();

    private final HttpResponse status;
    private final HttpResponse openApi;

    ServiceRoutes(String version) {
        this.status = Json.ok(new StatusBody(
                "pass", "pong", "multicast-notification-service", Map.of("name", "OpenMNS", "version", version)));
        this.openApi = HttpResponse.create().withEntity(YAML, resource(OPENAPI));
    }

    record StatusBody(String status, String ping, String service, Map<String, String> version) {}

    Route routes() {
        return concat(
                // GET /_ping
                path("_ping", () -> get(() -> complete(status))),
                // GET /_status
                path("_status", () -> get(() -> complete(status))),
                // GET /openapi.yaml
                path("openapi.yaml", () -> get(() -> complete(openApi))),
                // GET /
                pathSingleSlash(() -> get(() -> Routes.answer(request -> CompletableFuture.completedStage(index())))));
    }

    private static HttpResponse index() {
        return Json.ok(Json.only(
                "see", List.of(OPENAPI, "/event-types", "/events", "/subscriptions", "/criteria/check", "/_status")));
    }

    private static byte[] resource(String name) {
        try (var in = Objects.requireNonNull(ServiceRoutes.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("unreadable: " + name, unreadable);
        }
    }
}
