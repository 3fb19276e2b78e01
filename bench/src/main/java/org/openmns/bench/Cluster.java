package org.openmns.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The nodes under measurement, and the database that they share. */
final class Cluster implements AutoCloseable {

    private final List<Node> nodes = new ArrayList<>();
    private final Optional<Postgres> postgres;

    private Cluster(Optional<Postgres> postgres) {
        this.postgres = postgres;
    }

    /** What to start: one node on H2 in its own directory, or so many on one PostgreSQL. */
    record Plan(Path distribution, Optional<String> jdk, int nodes, boolean onPostgres) {

        String database() {
            return onPostgres
                    ? "PostgreSQL, synchronous_commit on"
                    : "H2, every commit written to its file, not forced to the disk";
        }
    }

    /** Starts them one after the other; each is ready before the next. */
    static Cluster start(Plan plan, Path work) throws IOException, InterruptedException {
        var cluster = new Cluster(plan.onPostgres() ? Optional.of(Postgres.start(work)) : Optional.empty());
        try {
            var environment = new HashMap<String, String>();
            plan.jdk().ifPresent(home -> environment.put("OPENMNS_JAVA_HOME", home));
            cluster.postgres.ifPresent(database -> environment.putAll(database.environment()));
            for (var number = 1; number <= plan.nodes(); number++) {
                cluster.nodes.add(Node.start(plan.distribution(), Map.copyOf(environment), work, "node-" + number));
            }
            return cluster;
        } catch (IOException | InterruptedException | RuntimeException failed) {
            cluster.close();
            throw failed;
        }
    }

    /** The one that subscribes; any would do. */
    Node first() {
        return nodes.get(0);
    }

    /** Where to publish, separated by commas. */
    String events() {
        return nodes.stream().map(Node::events).collect(Collectors.joining(","));
    }

    /** Of each node. */
    List<Double> cpuSeconds() {
        return nodes.stream().map(node -> node.process().cpuSeconds()).toList();
    }

    double databaseCpuSeconds() {
        return postgres.map(Postgres::cpuSeconds).orElse(0.0);
    }

    /** The largest of the nodes. */
    long rssMebibytes() {
        return nodes.stream()
                .mapToLong(node -> node.process().rssMebibytes())
                .max()
                .orElse(0);
    }

    @Override
    public void close() throws IOException {
        nodes.forEach(Node::close);
        if (postgres.isPresent()) {
            postgres.get().close();
        }
    }
}
