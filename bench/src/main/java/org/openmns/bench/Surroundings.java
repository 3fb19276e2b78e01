package org.openmns.bench;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import org.openmns.bench.figures.Percentiles;
import org.openmns.bench.node.Cluster;
import org.openmns.bench.node.Jvm;

/** What a measurement ran on, machine apart. */
record Surroundings(String java, String database, int nodes, Percentiles flush, Idle idle) {

    /** A first start on fresh data, and the resident MiB of the node a while after. */
    record Idle(double readySeconds, long rssMebibytes) {}

    /** {@code flush} is what the disk took for a page before anything ran. */
    static Surroundings of(Cluster cluster, int nodes, Percentiles flush) {
        var node = cluster.first();
        return new Surroundings(
                node.java() + " " + String.join(" ", Jvm.flags(node.process())),
                cluster.durability(),
                nodes,
                flush,
                new Idle(node.readySeconds(), cluster.rssMebibytes()));
    }

    String text() {
        return String.format(
                Locale.ROOT,
                "%d node(s) on %s%n%s%na page on the disk of this machine after %.2f ms (p50), %.2f ms (p99); ready after %.1f s, %d MiB idle%n",
                nodes,
                java,
                database,
                Figure.milliseconds(flush.p50()),
                Figure.milliseconds(flush.p99()),
                idle.readySeconds,
                idle.rssMebibytes);
    }

    JsonObject json() {
        return new JsonObject()
                .put("java", java)
                .put("database", database)
                .put("nodes", nodes)
                .put("diskFlush", flush.json())
                .put("readySeconds", idle.readySeconds)
                .put("rssIdleMebibytes", idle.rssMebibytes);
    }
}
