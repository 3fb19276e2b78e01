package org.openmns.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.openmns.bench.event.Subjects;
import org.openmns.bench.load.Pace;
import org.openmns.bench.load.Pace.Speed;

/**
 * Ten subscriptions that work beside ninety that do not: thirty refuse connections, thirty never answer, thirty answer 500.
 * Measures the ten alone, with the ninety, and alone again, each time at a fixed rate and as fast as they receive; the
 * runs without are taken together, for a JVM gets faster all the time.
 */
record BrokenPeers() implements Trial {

    private static final int LIVE = 10;
    private static final int DEAD_OF_A_KIND = 30;
    private static final int CONNECTIONS = 64;

    /** Five thousand deliveries a second to those that work: a quarter of what is possible, where a p99 means something. */
    private static final int PER_SECOND = 500;

    @Override
    public boolean needsOwnNodes() {
        return true;
    }

    @Override
    public Result run(String name, Stage stage) throws IOException, InterruptedException {
        stage.subscribeToEverything(0, LIVE);
        try (var generator = stage.generator(CONNECTIONS, Subjects.ANYBODY);
                var refusing = new Socket()) {
            // Bound and not listening: connections are refused, and nobody else takes the port.
            refusing.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            var course = new Course(stage, generator);
            course.publish(fast(), stage.effort().warmUpSeconds());
            var alone = course.both();
            var dead = subscribeDead(stage, "http://127.0.0.1:" + refusing.getLocalPort() + "/");
            var first = course.publish(fixed(stage), stage.effort().seconds());
            var fixed = course.publish(fixed(stage), stage.effort().seconds());
            var meter = Meter.start(stage, generator);
            var with = new Pair(fixed, course.publish(fast(), stage.effort().seconds()));
            var cost = meter.stop();
            stage.unsubscribe(dead);
            return new Result(name, with.fast, cost, figures(alone, first, with, course.both()));
        }
    }

    private static List<String> subscribeDead(Stage stage, String refusing) throws IOException {
        var endpoints =
                List.of(refusing, stage.receiver().hanging(), stage.receiver().failing());
        var ids = new ArrayList<String>();
        for (var endpoint : endpoints) {
            ids.addAll(stage.subscribe(DEAD_OF_A_KIND, index -> new Stage.Wish(Stage.everything(), endpoint + index)));
        }
        return ids;
    }

    private static Speed fast() {
        return Speed.asDelivered(LIVE, Steady.UNDELIVERED_MAX);
    }

    private static Speed fixed(Stage stage) {
        return Speed.fixed(stage.effort().rateOr(PER_SECOND));
    }

    /** At the fixed rate, and as fast as delivered. */
    private record Pair(Result.Outcome fixed, Result.Outcome fast) {}

    private static JsonObject figures(Pair alone, Result.Outcome first, Pair with, Pair again) {
        var fastAlone = (alone.fast.deliveredPerSecond() + again.fast.deliveredPerSecond()) / 2;
        return new JsonObject()
                .put("deliveriesPerSecondAlone", Math.round(alone.fast.deliveredPerSecond()))
                .put("deliveriesPerSecondAloneAgain", Math.round(again.fast.deliveredPerSecond()))
                .put("deliveriesPerSecondWithDead", Math.round(with.fast.deliveredPerSecond()))
                .put("percentOfAlone", Math.round(1_000 * with.fast.deliveredPerSecond() / fastAlone) / 10.0)
                .put("p99MillisAlone", p99(alone.fixed))
                .put("p99MillisAloneAgain", p99(again.fixed))
                .put("p99MillisWhileTheyBreak", p99(first))
                .put("p99MillisWithDead", p99(with.fixed))
                .put("missing", first.missing() + with.fixed.missing());
    }

    private static double p99(Result.Outcome outcome) {
        return Figure.milliseconds(outcome.received().latency().p99());
    }

    /** One stretch of publishing after the other. */
    private record Course(Stage stage, Generator generator) {

        Pair both() throws IOException, InterruptedException {
            var seconds = stage.effort().seconds();
            return new Pair(publish(BrokenPeers.fixed(stage), seconds), publish(BrokenPeers.fast(), seconds));
        }

        Result.Outcome publish(Speed speed, int seconds) throws IOException, InterruptedException {
            stage.receiver().reset();
            var sent = generator.run(Pace.of(speed, seconds));
            var received = stage.receiver().await(0, sent.accepted() * LIVE, Stage.QUIET);
            return new Result.Outcome(sent, received, LIVE);
        }
    }
}
