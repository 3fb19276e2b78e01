package org.openmns.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Runs one scenario against nodes that are already up: subscribe, warm up, measure, unsubscribe. */
record Run(Cluster cluster, Receiver receiver, List<String> java, Path work) {

    private static final Duration QUIET = Duration.ofSeconds(15);
    private static final int OVERTIME_SECONDS_MAX = 120;

    Run {
        java = List.copyOf(java);
    }

    Result measure(Scenario scenario, int warmUpSeconds, int seconds) throws IOException, InterruptedException {
        var criteria = scenario.criteria();
        var ids = cluster.first().subscribe(criteria, receiver.endpoints(criteria.size()));
        try (var load = load(scenario, warmUpSeconds, seconds)) {
            receiver.reset();
            var warm = Sent.from(awaitLine(load, "warm ", warmUpSeconds));
            receiver.await(warm.accepted() * scenario.deliveriesPerEvent(), QUIET);
            receiver.reset();
            return measured(scenario, load, seconds);
        } finally {
            cluster.first().unsubscribe(ids);
        }
    }

    private Result measured(Scenario scenario, Child load, int seconds) throws IOException, InterruptedException {
        var nodesCpu = cluster.cpuSeconds();
        var databaseCpu = cluster.databaseCpuSeconds();
        var sinkCpu = receiver.process().cpuSeconds();
        load.tell("go");
        var rssMax = 0L;
        for (var second = 0; !load.ended(1) && second < seconds + OVERTIME_SECONDS_MAX; second++) {
            rssMax = Math.max(rssMax, cluster.rssMebibytes());
        }
        var json = awaitLine(load, "measured ", 0);
        var sent = Sent.from(json);
        var received = receiver.await(sent.accepted() * scenario.deliveriesPerEvent(), QUIET);
        var rssEnd = cluster.rssMebibytes();
        var cost = new Result.Cost(
                since(nodesCpu, cluster.cpuSeconds()),
                cluster.databaseCpuSeconds() - databaseCpu,
                json.getDouble("cpuSeconds"),
                receiver.process().cpuSeconds() - sinkCpu,
                Math.max(rssMax, rssEnd),
                rssEnd);
        return new Result(scenario, sent, received, cost);
    }

    private static List<Double> since(List<Double> before, List<Double> now) {
        return IntStream.range(0, now.size())
                .mapToObj(node -> now.get(node) - before.get(node))
                .toList();
    }

    private Child load(Scenario scenario, int warmUpSeconds, int seconds) throws IOException {
        var command = Java.command(
                java,
                Load.class,
                cluster.events(),
                String.join(",", scenario.types()),
                Integer.toString(scenario.connections()),
                Integer.toString(scenario.ratePerSecond()),
                Integer.toString(warmUpSeconds),
                Integer.toString(seconds));
        return Child.start(command, Map.of(), work.resolve("load-" + scenario.word() + ".log"));
    }

    /** The JSON behind the first line that begins so. */
    private static JsonObject awaitLine(Child load, String word, int seconds) throws IOException, InterruptedException {
        for (var wait = 0; wait < (seconds + OVERTIME_SECONDS_MAX) * 20; wait++) {
            var ended = !load.running();
            var line = line(load.text(), word);
            if (line.isPresent()) {
                return new JsonObject(line.get().substring(word.length()));
            }
            if (ended) {
                break;
            }
            Thread.sleep(50);
        }
        throw new IOException("the generator gave no result; it said:\n" + load.text());
    }

    /** Only a whole line: the generator may be in the middle of writing it. */
    private static Optional<String> line(String text, String word) {
        var whole = text.substring(0, text.lastIndexOf('\n') + 1);
        return whole.lines().filter(line -> line.startsWith(word)).findFirst();
    }
}
