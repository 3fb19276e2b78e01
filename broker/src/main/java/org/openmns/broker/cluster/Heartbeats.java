package org.openmns.broker.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Keeps this node's row in the table of nodes alive, on a thread of its own so that no other work delays it, and says now and
 * then why the node has not joined.
 *
 * <p>A node that was silent for so long that others went on without it ends: it may be alone in a cluster that nobody else
 * believes in any more.
 */
final class Heartbeats implements AutoCloseable {

    /** How often the rows of nodes that are long gone are deleted. */
    private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);

    private static final Logger log = LoggerFactory.getLogger(Heartbeats.class);

    private final ActorSystem system;
    private final JoiningSetup setup;
    private final Place management;
    private final String version;
    private final ScheduledExecutorService thread;
    private volatile int httpPort;
    private volatile boolean failing;

    Heartbeats(ActorSystem system, Place management, String version) {
        this.system = system;
        this.setup = JoiningSetup.of(system);
        this.management = management;
        this.version = version;
        this.thread = Executors.newSingleThreadScheduledExecutor(work -> {
            var made = new Thread(work, "node-heartbeat");
            made.setDaemon(true);
            return made;
        });
    }

    /** Enters the node into the table, which blocks, and begins to beat. */
    void start() {
        setup.table().enter(setup.key(system), self());
        every(setup.settings().heartbeat().interval(), this::beat);
        every(setup.settings().discovery().joinPatience(), this::sayWhyNotJoined);
        every(SWEEP_EVERY, setup.table()::sweep);
    }

    /** The port of the API, once it is known. */
    void opened(int port) {
        httpPort = port;
    }

    private void every(Duration interval, Runnable work) {
        var unused = thread.scheduleWithFixedDelay(
                () -> guarded(work), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A failure must not end the beating; it is told when it begins and when it is over. */
    private void guarded(Runnable work) {
        try {
            work.run();
            if (failing) {
                failing = false;
                log.info("the database takes this node's heartbeats again");
            }
        } catch (RuntimeException failed) {
            if (!failing) {
                failing = true;
                log.warn(
                        "the database does not take this node's heartbeat: {}",
                        failed.getClass().getSimpleName());
            }
        }
    }

    private void beat() {
        var unknown = setup.table().beat(setup.key(system), self()).stream()
                .filter(node -> !isKnown(node))
                .toList();
        if (isMember() && !unknown.isEmpty()) {
            endForOthers(unknown);
        }
    }

    private void endForOthers(List<NodeRow> others) {
        log.error("this node was silent for so long that {} went on without it; it ends, start it again", others);
        LeftBehind.end(system);
    }

    private void sayWhyNotJoined() {
        if (!isMember()) {
            log.warn(
                    "this node is not in a cluster yet and keeps trying: {}",
                    setup.progress().reason());
        }
    }

    private boolean isMember() {
        return Cluster.get(system).selfMember().status() != MemberStatus.removed();
    }

    private boolean isKnown(NodeRow node) {
        return CollectionConverters.asJava(Cluster.get(system).state().members()).stream()
                .map(Member::address)
                .map(Place::of)
                .anyMatch(node.cluster()::equals);
    }

    private NodeRow self() {
        return new NodeRow(
                setup.key(system).cluster(),
                management,
                httpPort,
                version,
                new NodeRow.Life(isMember(), Instant.EPOCH, Duration.ZERO));
    }

    /** Stops beating and takes the node out of the table; what fails is left for the others to sweep. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            thread.awaitTermination(1, TimeUnit.SECONDS);
            setup.table().leave(setup.key(system));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException failed) {
            log.debug("the node could not be taken out of the table of nodes", failed);
        }
    }
}
