package org.openmns.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** One scenario measured. */
record Result(Scenario scenario, Sent sent, Received received, Cost cost) {

    /** CPU seconds of each process during the run, and a node's resident memory in MiB: most, and after it. */
    record Cost(List<Double> nodesCpu, double databaseCpu, double loadCpu, double sinkCpu, long rssMax, long rssEnd) {

        Cost {
            nodesCpu = List.copyOf(nodesCpu);
        }

        /** Of all nodes. */
        double nodeCpu() {
            return nodesCpu.stream().mapToDouble(cpu -> cpu).sum();
        }
    }

    long expected() {
        return sent.accepted() * scenario.deliveriesPerEvent();
    }

    /** Accepted but never received. Events with a failed answer may have been delivered too, so never below zero. */
    long missing() {
        return Math.max(0, expected() - received.counts().distinct());
    }

    double publishedPerSecond() {
        return sent.accepted() / sent.seconds();
    }

    /** From the first publish to the last arrival, so that a backlog at the end counts. */
    double deliveredPerSecond() {
        var seconds = (received.lastMicros() - sent.startMicros()) / 1e6;
        return seconds <= 0 ? 0 : received.counts().distinct() / seconds;
    }

    double nodeCpuMicrosPerEvent() {
        return sent.accepted() == 0 ? 0 : cost.nodeCpu() * 1e6 / sent.accepted();
    }

    JsonObject json() {
        return new JsonObject()
                .put("scenario", scenario.word())
                .put("publishedPerSecond", Math.round(publishedPerSecond()))
                .put("deliveredPerSecond", Math.round(deliveredPerSecond()))
                .put("expected", expected())
                .put("missing", missing())
                .put("nodeCpuMicrosPerEvent", Math.round(nodeCpuMicrosPerEvent()))
                .put("nodeCpuSeconds", cost.nodeCpu())
                .put("eachNodeCpuSeconds", new JsonArray(cost.nodesCpu()))
                .put("databaseCpuSeconds", cost.databaseCpu())
                .put("loadCpuSeconds", cost.loadCpu())
                .put("sinkCpuSeconds", cost.sinkCpu())
                .put("rssMaxMebibytes", cost.rssMax())
                .put("rssEndMebibytes", cost.rssEnd())
                .put("sent", sent.json())
                .put("received", received.json());
    }
}
