package org.openmns.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import org.openmns.bench.event.Subjects;
import org.openmns.bench.figures.Percentiles;
import org.openmns.bench.figures.Sent;
import org.openmns.bench.load.Pace;
import org.openmns.bench.load.Pace.Speed;

/**
 * One subscription is paused while very many events are published and another one gets them; then it is resumed: how fast
 * it catches up, and what that does to the other one, which goes on at a fixed rate.
 */
record CatchUp() implements Trial {

    private static final int PAUSED = 1;
    private static final int LIVE = 0;
    private static final int PER_SECOND = 200;
    private static final int CONNECTIONS = 64;
    private static final int BATCH = 100;
    private static final int BATCH_CONNECTIONS = 8;
    private static final int HOURS_MAX = 3;

    /** So close behind the live one that it is as live: a tenth of a second at the fixed rate. */
    private static final long CLOSE = 20;

    @Override
    public boolean needsOwnNodes() {
        return true;
    }

    @Override
    public Result run(String name, Stage stage) throws IOException, InterruptedException {
        stage.subscribeToEverything(LIVE, 1);
        try (var generator = stage.generator(CONNECTIONS, Subjects.ANYBODY)) {
            warmUp(stage, generator);
            var paused = stage.subscribeToEverything(PAUSED, 1).get(0);
            tell(stage, paused, "pause");
            stage.receiver().reset();
            var backlog = publishBacklog(stage);
            return new Course(stage, generator, backlog, paused).run(name);
        }
    }

    private static void warmUp(Stage stage, Generator generator) throws IOException, InterruptedException {
        var sent = generator.run(Pace.of(
                Speed.asDelivered(1, Steady.UNDELIVERED_MAX), stage.effort().warmUpSeconds()));
        stage.receiver().await(LIVE, sent.accepted(), Stage.QUIET);
    }

    /** No faster than the live one gets it, or that would have a backlog too. */
    private static Sent publishBacklog(Stage stage) throws IOException, InterruptedException {
        try (var generator = stage.generator(BATCH_CONNECTIONS, List.of(Stage.TYPE), BATCH, Subjects.ANYBODY)) {
            var speed = Speed.asDelivered(1, 2 * Steady.UNDELIVERED_MAX);
            var sent = generator.run(
                    new Pace(speed, HOURS_MAX * 3_600, stage.effort().sizes().events(), 0));
            stage.receiver().await(LIVE, sent.accepted(), Stage.QUIET);
            return sent;
        }
    }

    private static void tell(Stage stage, String id, String word) throws IOException, InterruptedException {
        stage.cluster().first().call("POST", "/subscriptions/" + id + "/" + word, "", 204);
    }

    /** From the end of the backlog on. */
    private record Course(Stage stage, Generator generator, Sent backlog, String paused) {

        Result run(String name) throws IOException, InterruptedException {
            var receiver = stage.receiver();
            generator.begin(Pace.of(Speed.fixed(stage.effort().rateOr(PER_SECOND)), HOURS_MAX * 3_600)
                    .from(backlog.numbered()));
            receiver.beginWindow();
            Thread.sleep(stage.effort().seconds() * 1_000L);
            var before = receiver.received(LIVE).window();
            var meter = Meter.start(stage, generator);
            receiver.beginWindow();
            var start = System.nanoTime();
            tell(stage, paused, "resume");
            awaitCaughtUp();
            var seconds = Figure.since(start);
            var caughtUp = receiver.received(PAUSED).counts().distinct();
            var during = receiver.received(LIVE).window();
            var cost = meter.stop();
            var live = generator.stop();
            var more = figures(caughtUp, seconds, before, during);
            var all = new Sent(
                    backlog.accepted() + live.accepted(),
                    backlog.failed() + live.failed(),
                    live.startMicros(),
                    live.endMicros(),
                    live.latency());
            more.put(
                    "liveMissing",
                    all.accepted()
                            - receiver.await(LIVE, all.accepted(), Stage.QUIET)
                                    .counts()
                                    .distinct());
            var received = receiver.await(PAUSED, all.accepted(), Stage.QUIET);
            return new Result(name, new Result.Outcome(all, received, 1), cost, more);
        }

        private void awaitCaughtUp() throws IOException, InterruptedException {
            var receiver = stage.receiver();
            var changed = System.nanoTime();
            var last = -1L;
            while (Figure.since(changed) < Stage.QUIET.toSeconds() * 2) {
                var paused = receiver.received(PAUSED).counts().distinct();
                if (paused >= receiver.received(LIVE).counts().distinct() - CLOSE) {
                    return;
                }
                changed = paused == last ? changed : System.nanoTime();
                last = paused;
                Thread.sleep(50);
            }
            throw new IOException("the resumed subscription stands still after " + last + " deliveries");
        }

        private JsonObject figures(long caughtUp, double seconds, Percentiles before, Percentiles during) {
            return new JsonObject()
                    .put("backlogEvents", backlog.accepted())
                    .put("backlogPublishedPerSecond", Math.round(backlog.perSecond()))
                    .put("secondsToCatchUp", Figure.seconds(seconds))
                    .put("caughtUpPerSecond", Math.round(caughtUp / seconds))
                    .put("liveP50MillisBefore", Figure.milliseconds(before.p50()))
                    .put("liveP50MillisDuring", Figure.milliseconds(during.p50()))
                    .put("liveP99MillisBefore", Figure.milliseconds(before.p99()))
                    .put("liveP99MillisDuring", Figure.milliseconds(during.p99()))
                    .put("liveMaxMillisDuring", Figure.milliseconds(during.max()));
        }
    }
}
