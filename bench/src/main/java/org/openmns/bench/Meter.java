package org.openmns.bench;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.openmns.bench.node.Jvm;
import org.openmns.bench.node.Proc;

/** Reads what all processes take, from its start to its stop. */
final class Meter {

    private final Stage stage;
    private final Generator generator;
    private final Cost.Cpu before;

    private Meter(Stage stage, Generator generator) {
        this.stage = stage;
        this.generator = generator;
        stage.cluster().forgetRssMax();
        before = now();
    }

    static Meter start(Stage stage, Generator generator) {
        return new Meter(stage, generator);
    }

    /** The heap is read last: it stops the node for a moment. */
    Cost stop() throws IOException {
        var now = now();
        var cluster = stage.cluster();
        var memory = new long[] {cluster.rssMaxMebibytes(), cluster.rssMebibytes()};
        return new Cost(
                since(now),
                new Cost.Memory(
                        memory[0], memory[1], Jvm.liveHeapBytes(cluster.first().process())));
    }

    private Cost.Cpu now() {
        var cluster = stage.cluster();
        return new Cost.Cpu(
                cluster.cpuSeconds(),
                cluster.databaseCpuSeconds(),
                generator.process().cpuSeconds(),
                stage.receiver().process().cpuSeconds(),
                Proc.machineCpuSeconds());
    }

    /** {@code others} counts everybody until here. */
    private Cost.Cpu since(Cost.Cpu now) {
        var nodes = IntStream.range(0, now.nodes().size())
                .mapToObj(node -> now.nodes().get(node) - before.nodes().get(node))
                .toList();
        var database = now.database() - before.database();
        var load = now.load() - before.load();
        var sink = now.sink() - before.sink();
        var ours = sum(nodes) + database + load + sink;
        return new Cost.Cpu(nodes, database, load, sink, Math.max(0, now.others() - before.others() - ours));
    }

    private static double sum(List<Double> values) {
        return values.stream().mapToDouble(value -> value).sum();
    }
}
