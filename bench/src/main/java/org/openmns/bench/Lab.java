package org.openmns.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openmns.bench.node.Cluster;
import org.openmns.bench.node.Java;
import org.openmns.bench.node.Machine;

/** Starts what scenarios run on: nodes that several share one after the other, or nodes of a scenario's own. */
final class Lab implements AutoCloseable {

    private final Setup setup;
    private final Path work;
    private int started;
    private boolean shared;
    private @Nullable Cluster cluster;
    private @Nullable Receiver receiver;
    private @Nullable Surroundings surroundings;

    Lab(Setup setup, Path work) {
        this.setup = setup;
        this.work = work;
    }

    /** What all nodes are started from and with, and how long all is idle before their memory is read. */
    record Setup(Path distribution, int nodes, boolean onPostgres, int idleSeconds, Told told) {

        /** The nodes' JDK and largest heap, where they are not to choose, and whether they ask for tokens. */
        record Told(Optional<String> jdk, Optional<String> heap, boolean authenticated) {}
    }

    /** What the trial runs on; the last stage is over then. */
    Stage stage(Trial trial, Effort effort) throws IOException, InterruptedException {
        if (cluster == null || !shared || trial.needsOwnNodes()) {
            start(trial);
        }
        return new Stage(running(cluster), running(receiver), tools(), effort);
    }

    /** Of the nodes that run. */
    Surroundings surroundings() {
        return running(surroundings);
    }

    private void start(Trial trial) throws IOException, InterruptedException {
        close();
        var folder = Files.createDirectory(work.resolve(Integer.toString(++started)));
        shared = !trial.needsOwnNodes();
        var machine = Machine.probe(folder, Duration.ofSeconds(setup.idleSeconds));
        cluster = Cluster.start(plan(trial, folder), folder);
        Thread.sleep(setup.idleSeconds * 1_000L);
        surroundings = Surroundings.of(cluster, setup.nodes, machine);
        receiver = Receiver.start(tools().java(), folder);
    }

    private Cluster.Plan plan(Trial trial, Path folder) {
        var environment = new HashMap<>(trial.environment(folder));
        setup.told.jdk.ifPresent(home -> environment.put("OPENMNS_JAVA_HOME", home));
        setup.told.heap.ifPresent(heap -> environment.put("OPENMNS_HEAP", heap));
        return new Cluster.Plan(
                setup.distribution, setup.nodes, setup.onPostgres, setup.told.authenticated, environment);
    }

    private Stage.Tools tools() {
        return new Stage.Tools(
                new Java(running(cluster).first().process().program()), work.resolve(Integer.toString(started)));
    }

    private static <T> T running(@Nullable T started) {
        if (started == null) {
            throw new IllegalStateException("nothing was started");
        }
        return started;
    }

    @Override
    public void close() throws IOException {
        if (receiver != null) {
            receiver.close();
            receiver = null;
        }
        if (cluster != null) {
            cluster.close();
            cluster = null;
        }
    }
}
