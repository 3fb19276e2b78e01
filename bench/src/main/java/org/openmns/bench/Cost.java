package org.openmns.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What a measurement took of the machine. */
record Cost(Cpu cpu, Memory memory) {

    /** CPU seconds by process; {@code others} is everything else on the machine, the system's own work included. */
    record Cpu(List<Double> nodes, double database, double load, double sink, double others) {

        Cpu {
            nodes = List.copyOf(nodes);
        }

        /** Of all nodes. */
        double node() {
            return nodes.stream().mapToDouble(cpu -> cpu).sum();
        }
    }

    /** Of the largest node: resident MiB at most and at the end, and what its objects take after a collection. */
    record Memory(long rssMax, long rssEnd, long liveHeapBytes) {}

    JsonObject json() {
        return new JsonObject()
                .put("nodeCpuSeconds", cpu.node())
                .put("eachNodeCpuSeconds", new JsonArray(cpu.nodes))
                .put("databaseCpuSeconds", cpu.database)
                .put("loadCpuSeconds", cpu.load)
                .put("sinkCpuSeconds", cpu.sink)
                .put("othersCpuSeconds", cpu.others)
                .put("rssMaxMebibytes", memory.rssMax)
                .put("rssEndMebibytes", memory.rssEnd)
                .put("liveHeapMebibytes", memory.liveHeapBytes / (1_024 * 1_024));
    }
}
