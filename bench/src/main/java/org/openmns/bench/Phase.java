package org.openmns.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.RequestOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * One stretch of publishing, numbered from 0. On one event loop, so nothing here is locked.
 *
 * <p>Closed loop (rate 0): each connection sends the next event when the last one is answered. Open loop: events are due
 * at a fixed rate, whatever the node does, and every latency counts from when its event was due; a stall is thus not
 * hidden by sending nothing during it.
 */
final class Phase {

    private static final long LATENCY_MICROS_MAX = TimeUnit.HOURS.toMicros(1);

    private final Vertx vertx;
    private final HttpClient client;
    private final Work work;
    private final Pace pace;
    private final Histogram latency = new Histogram(LATENCY_MICROS_MAX, 3);
    private final Promise<Sent> sent = Promise.promise();
    private final long startMicros = EventTemplate.nowMicros();
    private final long endMicros;
    private long number;
    private long open;
    private long accepted;
    private long failed;
    private long lastMicros = startMicros;

    Phase(Vertx vertx, HttpClient client, Work work, Pace pace) {
        this.vertx = vertx;
        this.client = client;
        this.work = work;
        this.pace = pace;
        endMicros = startMicros + TimeUnit.SECONDS.toMicros(pace.seconds());
    }

    /** Each event goes to the next node, and is of the next type. */
    record Work(List<RequestOptions> nodes, List<EventTemplate> types) {

        RequestOptions node(long number) {
            return nodes.get((int) (number % nodes.size()));
        }

        /** Once round the nodes for each type, so that each node gets every type. */
        EventTemplate type(long number) {
            return types.get((int) (number / nodes.size() % types.size()));
        }
    }

    /** How many connections, events a second (0: as fast as answered) and seconds. */
    record Pace(int connections, int ratePerSecond, int seconds) {}

    /** Publishes, and ends when the last event is answered. */
    Future<Sent> run() {
        if (pace.seconds() == 0) {
            end();
        } else if (pace.ratePerSecond() > 0) {
            vertx.setPeriodic(1, this::publishWhatIsDue);
        } else {
            for (var connection = 0; connection < pace.connections(); connection++) {
                publish(EventTemplate.nowMicros());
            }
        }
        return sent.future();
    }

    private void publishWhatIsDue(long timer) {
        var now = EventTemplate.nowMicros();
        while (dueMicros() <= Math.min(now, endMicros - 1)) {
            publish(dueMicros());
        }
        if (dueMicros() >= endMicros) {
            vertx.cancelTimer(timer);
            endIfAllAnswered();
        }
    }

    private long dueMicros() {
        return startMicros + number * 1_000_000 / pace.ratePerSecond();
    }

    private void publish(long dueMicros) {
        open++;
        var node = work.node(number);
        var event = work.type(number).event(dueMicros, number++);
        client.request(node)
                .compose(call -> call.send(event))
                .compose(answer -> answer.body().map(body -> answer.statusCode() == 200))
                .onComplete(done -> answered(dueMicros, done.succeeded() && done.result()));
    }

    private void answered(long dueMicros, boolean wasAccepted) {
        open--;
        lastMicros = EventTemplate.nowMicros();
        if (wasAccepted) {
            accepted++;
            latency.recordValue(Math.min(Math.max(0, lastMicros - dueMicros), LATENCY_MICROS_MAX));
        } else {
            failed++;
        }
        if (pace.ratePerSecond() > 0 || lastMicros >= endMicros) {
            endIfAllAnswered();
        } else if (wasAccepted) {
            publish(lastMicros);
        } else {
            // A node that refuses is not hammered: the next event follows in a while, and is open until then.
            open++;
            vertx.setTimer(10, ignored -> {
                open--;
                publish(EventTemplate.nowMicros());
            });
        }
    }

    private void endIfAllAnswered() {
        if (open == 0 && (pace.ratePerSecond() == 0 || dueMicros() >= endMicros)) {
            end();
        }
    }

    private void end() {
        sent.tryComplete(new Sent(
                accepted, failed, startMicros, Math.max(lastMicros, startMicros + 1), Percentiles.of(latency)));
    }
}
