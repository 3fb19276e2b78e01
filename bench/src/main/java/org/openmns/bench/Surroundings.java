package org.openmns.bench;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import org.openmns.bench.node.Cluster;
import org.openmns.bench.node.Jvm;
import org.openmns.bench.node.Machine;

/** What a measurement ran on. */
record Surroundings(String java, String database, int nodes, Machine machine, Idle idle) {

    /** A first start on fresh data, and the resident MiB of the node a while after. */
    record Idle(double readySeconds, long rssMebibytes) {}

    /** {@code machine} as it was before anything ran. */
    static Surroundings of(Cluster cluster, int nodes, Machine machine) {
        var node = cluster.first();
        return new Surroundings(
                node.java() + " " + String.join(" ", Jvm.flags(node.process())),
                cluster.durability(),
                nodes,
                machine,
                new Idle(node.readySeconds(), cluster.rssMebibytes()));
    }

    String text() {
        return String.format(
                Locale.ROOT,
                "%d node(s) on %s%n%s%na page on the disk of this machine after %.2f ms (p50), %.2f ms (p99); a byte over loopback and back"
                        + " after %d us (p50), %d us (p99); ready after %.1f s, %d MiB idle%n",
                nodes,
                java,
                database,
                Figure.milliseconds(machine.flush().p50()),
                Figure.milliseconds(machine.flush().p99()),
                machine.roundTrip().p50(),
                machine.roundTrip().p99(),
                idle.readySeconds,
                idle.rssMebibytes);
    }

    JsonObject json() {
        return new JsonObject()
                .put("java", java)
                .put("database", database)
                .put("nodes", nodes)
                .put("machine", machine.json())
                .put("readySeconds", idle.readySeconds)
                .put("rssIdleMebibytes", idle.rssMebibytes);
    }
}
