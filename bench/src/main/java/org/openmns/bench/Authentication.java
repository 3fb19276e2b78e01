package org.openmns.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.openmns.bench.event.Subjects;
import org.openmns.bench.figures.Sent;
import org.openmns.bench.load.Pace;
import org.openmns.bench.load.Pace.Speed;
import org.openmns.bench.node.Cluster;

/**
 * What a token with each request costs: nodes of the sandbox profile, and beside them nodes in production, which publishers
 * call in turn, some seconds each. Only ratios of what was measured within moments are to be believed: a machine is faster at
 * one time than at another.
 */
record Authentication() implements Trial {

    private static final int CONNECTIONS = 64;
    private static final int PAIRS_MIN = 4;
    private static final int SLICE_SECONDS = 3;

    @Override
    public boolean needsOwnNodes() {
        return true;
    }

    @Override
    public Result run(String name, Stage stage) throws IOException, InterruptedException {
        var work = Files.createDirectory(stage.tools().work().resolve("authenticated"));
        try (var asking = stage.cluster().besideAuthenticated(work, Map.of());
                var without = Side.of(stage, stage.cluster());
                var with = Side.of(stage, asking)) {
            without.run(stage.effort().warmUpSeconds());
            with.run(stage.effort().warmUpSeconds());
            return measure(name, without, with);
        }
    }

    private static Result measure(String name, Side without, Side with) throws IOException, InterruptedException {
        var seconds = Math.min(SLICE_SECONDS, with.stage.effort().seconds());
        var pairs = new ArrayList<Pair>();
        for (var number = 0; number < pairs(with.stage.effort()); number++) {
            // Each first as often as the other: what drifts counts for the second.
            if (number % 2 == 0) {
                var first = without.run(seconds);
                pairs.add(new Pair(first, with.run(seconds)));
            } else {
                var first = with.run(seconds);
                pairs.add(new Pair(without.run(seconds), first));
            }
        }
        var last = pairs.get(pairs.size() - 1).with;
        var received = with.stage.receiver().received(0);
        return new Result(name, new Result.Outcome(last.sent, received, 0), last.cost, figures(pairs));
    }

    /** An even number, of which each side has twice the time of a measurement. */
    private static int pairs(Effort effort) {
        return Math.max(PAIRS_MIN, 2 * (effort.seconds() / SLICE_SECONDS));
    }

    private static JsonObject figures(List<Pair> pairs) {
        var rows = new JsonArray();
        pairs.forEach(pair -> rows.add(pair.json()));
        return new JsonObject()
                .put("medianPercentOfRateWithout", middle(rows, "percentOfRate"))
                .put("medianPercentOfCpuWithout", middle(rows, "percentOfCpu"))
                .put("percentOfRateInAll", Pair.percent(rate(pairs, Pair::with), rate(pairs, Pair::without)))
                .put("percentOfCpuInAll", Pair.percent(cpu(pairs, Pair::with), cpu(pairs, Pair::without)))
                .put("pairs", rows);
    }

    private static double rate(List<Pair> pairs, Function<Pair, Run> side) {
        return pairs.stream()
                .mapToDouble(pair -> side.apply(pair).sent.perSecond())
                .sum();
    }

    /** Of the nodes, for an event. */
    private static double cpu(List<Pair> pairs, Function<Pair, Run> side) {
        var runs = pairs.stream().map(side).toList();
        return runs.stream().mapToDouble(run -> run.cost.cpu().node()).sum()
                / Math.max(
                        1, runs.stream().mapToLong(run -> run.sent.accepted()).sum());
    }

    private static double middle(JsonArray rows, String column) {
        var values = rows.stream()
                .mapToDouble(row -> ((JsonObject) row).getDouble(column))
                .sorted()
                .toArray();
        var half = values.length / 2;
        return values.length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
    }

    /** The same load on both, one right after the other. */
    private record Pair(Run without, Run with) {

        JsonObject json() {
            return new JsonObject()
                    .put("perSecWithout", Math.round(without.sent.perSecond()))
                    .put("perSecWith", Math.round(with.sent.perSecond()))
                    .put("percentOfRate", percent(with.sent.perSecond(), without.sent.perSecond()))
                    .put("cpuUsWithout", tenths(without.cpuMicros()))
                    .put("cpuUsWith", tenths(with.cpuMicros()))
                    .put("percentOfCpu", percent(with.cpuMicros(), without.cpuMicros()))
                    .put("failed", without.sent.failed() + with.sent.failed());
        }

        private static double percent(double with, double without) {
            return tenths(100 * with / without);
        }

        private static double tenths(double value) {
            return Math.round(10 * value) / 10.0;
        }
    }

    /** What was sent, and what that cost. */
    private record Run(Sent sent, Cost cost) {

        /** Of the nodes, for an event. */
        double cpuMicros() {
            return cost.cpu().node() * 1e6 / Math.max(1, sent.accepted());
        }
    }

    /** Nodes, and the publishers that are theirs. */
    private record Side(Stage stage, Generator generator) implements AutoCloseable {

        static Side of(Stage stage, Cluster cluster) throws IOException {
            var own = stage.on(cluster);
            return new Side(own, own.generator(CONNECTIONS, Subjects.ANYBODY));
        }

        Run run(int seconds) throws IOException, InterruptedException {
            var meter = Meter.start(stage, generator);
            var sent = generator.run(Pace.of(Speed.asAnswered(), seconds));
            return new Run(sent, meter.stop());
        }

        @Override
        public void close() {
            generator.close();
        }
    }
}
