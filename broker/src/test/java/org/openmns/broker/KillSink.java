package org.openmns.broker;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.openmns.broker.KillLedger.Told;

/**
 * The endpoints of {@link KillTest}, one path each: now and then one is slow or answers 500, so that a kill also meets
 * retries. One event loop serves all; what it notes and what it answers are in the same order.
 */
final class KillSink implements AutoCloseable {

    private static final int SLOW_MILLIS_MAX = 300;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Map<String, KillLedger> ledgers;
    private final Random random;
    private final Map<HttpConnection, Integer> lives = new HashMap<>();
    private final AtomicInteger life = new AtomicInteger();
    private final HttpServer server;
    private volatile long outageUntil;

    KillSink(Map<String, KillLedger> ledgers, long seed) {
        this.ledgers = ledgers;
        this.random = new Random(seed);
        this.server = vertx.createHttpServer()
                .connectionHandler(this::connected)
                .requestHandler(request -> request.bodyHandler(body -> received(request, body)))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    String url(String name) {
        return "http://127.0.0.1:" + server.actualPort() + "/" + name;
    }

    /** Connections from now on are those of a new process. */
    void newLife() {
        life.incrementAndGet();
    }

    /** From now on, for so long, every answer is 500: breakers open. */
    void fail(Duration length) {
        outageUntil = System.nanoTime() + length.toNanos();
    }

    private void connected(HttpConnection connection) {
        lives.put(connection, life.get());
        connection.closeHandler(closed -> lives.remove(connection));
    }

    private void received(HttpServerRequest request, Buffer body) {
        var ledger = Objects.requireNonNull(ledgers.get(request.path().substring(1)));
        var told = told(body.toString());
        var born = lives.getOrDefault(request.connection(), life.get());
        ledger.arrived(told, born);
        var mood = random.nextInt(100);
        if (mood < 3 || System.nanoTime() < outageUntil) {
            request.response().setStatusCode(500).end();
        } else if (mood < 6) {
            vertx.setTimer(1 + random.nextInt(SLOW_MILLIS_MAX), timer -> accept(request, ledger, told, born));
        } else {
            accept(request, ledger, told, born);
        }
    }

    private static void accept(HttpServerRequest request, KillLedger ledger, Told told, int born) {
        if (!request.response().closed()) {
            ledger.settled(told, born);
            request.response().setStatusCode(204).end();
        }
    }

    private static Told told(String event) {
        var start = event.indexOf("\"id\":\"") + 6;
        return Told.parse(event.substring(start, event.indexOf('"', start)));
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
