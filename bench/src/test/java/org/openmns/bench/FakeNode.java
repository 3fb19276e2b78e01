package org.openmns.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** The least that looks like a node to Bench: keeps nothing, retries nothing. Every 100th event is delivered twice. */
final class FakeNode {

    private final Map<String, String> endpoints = new LinkedHashMap<>();
    private final HttpClient client;
    private long events;

    private FakeNode(Vertx vertx) {
        client = vertx.createHttpClient();
    }

    public static void main(String[] arguments) {
        var vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        var node = new FakeNode(vertx);
        vertx.createHttpServer()
                .requestHandler(request -> request.bodyHandler(body -> node.handle(request, body)))
                .listen(Integer.parseInt(arguments[1]), "127.0.0.1");
    }

    private void handle(HttpServerRequest request, Buffer body) {
        var response = request.response();
        switch (request.method() + " " + request.path().replaceAll("/subscriptions/.*", "/subscriptions/id")) {
            case "GET /_ping" -> response.end("{}");
            case "POST /subscriptions" -> {
                var id = UUID.randomUUID().toString();
                endpoints.put(id, body.toJsonObject().getJsonObject("channel").getString("endpoint"));
                response.setStatusCode(201).end("{\"id\":\"" + id + "\"}");
            }
            case "DELETE /subscriptions/id" -> {
                endpoints.remove(request.path().substring("/subscriptions/".length()));
                response.setStatusCode(204).end();
            }
            case "POST /events" -> {
                response.end("{}");
                deliver(body);
            }
            default -> response.setStatusCode(404).end();
        }
    }

    private void deliver(Buffer event) {
        events++;
        for (var endpoint : endpoints.values()) {
            post(endpoint, event);
            if (events % 100 == 0) {
                post(endpoint, event);
            }
        }
    }

    private void post(String endpoint, Buffer event) {
        client.request(new RequestOptions().setMethod(HttpMethod.POST).setAbsoluteURI(endpoint))
                .compose(request -> request.send(event));
    }
}
