package org.openmns.broker.fault;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.openmns.broker.fault.Ledger.Flight;

/**
 * The endpoints of all subscriptions, one path each, with the moods that they were given. One event loop serves all; what
 * it notes and what it answers are in the same order.
 */
final class FaultSink implements AutoCloseable {

    /** One path: what is noted there and how it answers. */
    record Endpoint(Ledger ledger, Mood mood) {}

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Map<String, Endpoint> endpoints;
    private final Consumer<String> delivered;
    private final SplittableRandom random;
    private final HttpServer server;
    private volatile long outageUntil;

    /** On this port, 0 for a free one; tells the path of each request that is answered with success. */
    FaultSink(int port, Map<String, Endpoint> endpoints, Consumer<String> delivered, long seed) {
        this.endpoints = endpoints;
        this.delivered = delivered;
        this.random = new SplittableRandom(seed);
        this.server = vertx.createHttpServer()
                .requestHandler(request -> request.bodyHandler(body -> received(request, body)))
                .listen(port, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    String url(String name) {
        return "http://127.0.0.1:" + server.actualPort() + "/" + name;
    }

    /** From now on, for so long, every answer is 500: breakers open. */
    void fail(Duration length) {
        outageUntil = System.nanoTime() + length.toNanos();
    }

    private void received(HttpServerRequest request, Buffer body) {
        var endpoint = Objects.requireNonNull(endpoints.get(request.path().substring(1)));
        var bundle = body.toString();
        var flight = endpoint.ledger()
                .arrived(
                        told(bundle),
                        Incarnation.sender(bundle),
                        Objects.requireNonNullElse(request.getHeader("webhook-id"), ""));
        request.response().closeHandler(closed -> endpoint.ledger().ended(flight));
        var answer = System.nanoTime() < outageUntil
                ? Mood.Answer.FAILURE
                : endpoint.mood().answer(random);
        if (answer.afterMillis() > 0) {
            vertx.setTimer(answer.afterMillis(), timer -> answer(request, endpoint.ledger(), flight, answer.status()));
        } else if (answer.status() > 0) {
            answer(request, endpoint.ledger(), flight, answer.status());
        }
    }

    private void answer(HttpServerRequest request, Ledger ledger, Flight flight, int status) {
        if (request.response().closed()) {
            return;
        }
        if (status < 300) {
            ledger.settled(flight);
            delivered.accept(request.path().substring(1));
        } else {
            ledger.ended(flight);
        }
        request.response().setStatusCode(status).end();
    }

    /** A Bundle has the id of its event. */
    private static Told told(String bundle) {
        var start = bundle.indexOf("\"id\":\"") + 6;
        return Told.parse(bundle.substring(start, bundle.indexOf('"', start)));
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
