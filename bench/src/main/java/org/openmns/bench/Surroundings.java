package org.openmns.bench;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import org.openmns.bench.node.Cluster;
import org.openmns.bench.node.Jvm;

/** What a measurement ran on, machine apart. */
record Surroundings(String java, String database, int nodes, Idle idle) {

    /** A first start on fresh data, and the resident MiB of the node a while after. */
    record Idle(double readySeconds, long rssMebibytes) {}

    static Surroundings of(Cluster cluster, int nodes) {
        var node = cluster.first();
        return new Surroundings(
                node.java() + " " + String.join(" ", Jvm.flags(node.process())),
                cluster.durability(),
                nodes,
                new Idle(node.readySeconds(), cluster.rssMebibytes()));
    }

    String text() {
        return String.format(
                Locale.ROOT,
                "%d node(s) on %s%n%s%nready after %.1f s, %d MiB idle%n",
                nodes,
                java,
                database,
                idle.readySeconds,
                idle.rssMebibytes);
    }

    JsonObject json() {
        return new JsonObject()
                .put("java", java)
                .put("database", database)
                .put("nodes", nodes)
                .put("readySeconds", idle.readySeconds)
                .put("rssIdleMebibytes", idle.rssMebibytes);
    }
}
