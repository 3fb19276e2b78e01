package org.openmns.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerRequest;

/**
 * Receives deliveries on {@code /s/…} in a process of its own; {@code GET /stats} tells what came, {@code POST /reset}
 * forgets it. Prints its port. One event loop serves all connections, so the tally needs no lock.
 */
public final class Sink {

    private Tally tally = new Tally(EventTemplate.nowMicros());

    private Sink() {}

    /** Starts on the port that the first argument names; 0 takes a free one. */
    public static void main(String[] arguments) {
        var sink = new Sink();
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1))
                .createHttpServer()
                .requestHandler(sink::handle)
                .listen(Integer.parseInt(arguments[0]), "127.0.0.1")
                .onSuccess(server -> System.out.println("sink " + server.actualPort()))
                .onFailure(cause -> {
                    System.err.println("sink cannot listen: " + cause.getMessage());
                    System.exit(1);
                });
    }

    private void handle(HttpServerRequest request) {
        var path = request.path();
        if (path.startsWith("/s/")) {
            request.bodyHandler(body -> {
                EventTemplate.stamp(body)
                        .ifPresentOrElse(
                                stamp -> tally.received(path, stamp, EventTemplate.nowMicros()),
                                tally::receivedForeign);
                request.response().setStatusCode(204).end();
            });
        } else if (path.equals("/stats")) {
            request.response().end(tally.received().json().toBuffer());
        } else if (path.equals("/reset")) {
            tally = new Tally(EventTemplate.nowMicros());
            request.response().setStatusCode(204).end();
        } else {
            request.response().setStatusCode(404).end();
        }
    }
}
