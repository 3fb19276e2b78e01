package org.openmns.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.openmns.bench.event.Subjects;
import org.openmns.bench.load.Pace;
import org.openmns.bench.load.Pace.Speed;
import org.openmns.bench.node.Jvm;

/**
 * Half of what is possible, for long: nothing may grow. The log of events is kept for five minutes instead of days, for
 * otherwise the database grows as it should.
 */
record Soak() implements Trial {

    private static final int MINUTE_SECONDS = 60;
    private static final int CONNECTIONS = 64;
    private static final String JVM_FLAGS = "OPENMNS_JVM_FLAGS";
    private static final String GC_LOG = "gc.log";
    private static final String RETENTION = "5 minutes";
    private static final String RETENTION_INTERVAL = "30 s";

    @Override
    public boolean needsOwnNodes() {
        return true;
    }

    @Override
    public Map<String, String> environment(Path work) {
        var flags = System.getenv().getOrDefault(JVM_FLAGS, "") + " -Xlog:gc:file=" + work.resolve(GC_LOG);
        return Map.of(
                "OPENMNS_TOPIC_LOG_RETENTION",
                RETENTION,
                "OPENMNS_TOPIC_LOG_RETENTION_INTERVAL",
                RETENTION_INTERVAL,
                JVM_FLAGS,
                flags.trim());
    }

    @Override
    public Result run(String name, Stage stage) throws IOException, InterruptedException {
        stage.subscribeToEverything(0, 1);
        try (var generator = stage.generator(CONNECTIONS, Subjects.ANYBODY)) {
            var most = warmUp(stage, generator);
            var rate = stage.effort().rateOr(Math.max(1, (int) (most / 2)));
            var more = new JsonObject().put("mostPerSecond", Math.round(most)).put("rate", rate);
            more.put("liveHeapMebibytesBefore", Figure.mebibytes(liveHeap(stage)));
            stage.receiver().reset();
            var meter = Meter.start(stage, generator);
            var minutes = stage.effort().sizes().soakMinutes();
            generator.begin(Pace.of(Speed.fixed(rate), minutes * MINUTE_SECONDS));
            var course = new Course(stage, stage.tools().work().resolve(GC_LOG)).run(minutes);
            var sent = generator.await();
            var received = stage.receiver().await(0, sent.accepted(), Stage.QUIET);
            var cost = meter.stop();
            more.put("liveHeapMebibytesAfter", Figure.mebibytes(cost.memory().liveHeapBytes()));
            more.put("flat", Flatness.of(course)).put("minutes", course);
            return new Result(name, new Result.Outcome(sent, received, 1), cost, more);
        }
    }

    /** The deliveries a second of the second half: the first one warms up. */
    private static double warmUp(Stage stage, Generator generator) throws IOException, InterruptedException {
        var speed = Speed.asDelivered(1, Steady.UNDELIVERED_MAX);
        generator.run(Pace.of(speed, stage.effort().warmUpSeconds() / 2));
        return generator
                .run(Pace.of(speed, Math.max(1, stage.effort().warmUpSeconds() / 2)))
                .perSecond();
    }

    private static long liveHeap(Stage stage) throws IOException {
        return Jvm.liveHeapBytes(stage.cluster().first().process());
    }

    /** A row a minute. */
    private static final class Course {

        private final Stage stage;
        private final Path collections;
        private int collectionsRead;

        Course(Stage stage, Path collections) {
            this.stage = stage;
            this.collections = collections;
        }

        JsonArray run(int minutes) throws IOException, InterruptedException {
            var rows = new JsonArray();
            var start = System.nanoTime();
            collectionsRead = Jvm.collections(collections);
            for (var minute = 1; minute <= minutes; minute++) {
                Thread.sleep(Math.max(0, (long) ((minute * MINUTE_SECONDS - Figure.since(start)) * 1_000)));
                rows.add(row(minute));
                System.out.println(
                        "bench: soak " + rows.getJsonObject(minute - 1).encode());
            }
            return rows;
        }

        private JsonObject row(int minute) throws IOException, InterruptedException {
            var cluster = stage.cluster();
            var latency = stage.receiver().received(0).window();
            stage.receiver().beginWindow();
            var heap = Jvm.heapMebibytesAfterCollection(collections, collectionsRead);
            collectionsRead = Jvm.collections(collections);
            return new JsonObject()
                    .put("minute", minute)
                    .put("heapMebibytes", heap)
                    .put("rssMebibytes", cluster.rssMebibytes())
                    .put("threads", cluster.threads())
                    .put("sockets", cluster.sockets())
                    .put(
                            "journalRows",
                            cluster.journalRows().map(Object.class::cast).orElse("-"))
                    .put("dbMebibytes", cluster.databaseMebibytes())
                    .put("p50Millis", Figure.milliseconds(latency.p50()))
                    .put("p99Millis", Figure.milliseconds(latency.p99()))
                    .put("maxMillis", Figure.milliseconds(latency.max()));
        }
    }
}
