package org.openmns.broker.lease;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that this process stood still (paused, stopped, one long collection of garbage) for so long that the other nodes
 * may have gone on without it, and then downs it: what it believes about the cluster is of another time.
 *
 * <p>It does not ask whether they did: there may be a new cluster by now that it knows nothing of.
 */
public final class Standstill {

    private static final Logger log = LoggerFactory.getLogger(Standstill.class);

    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    private final Duration max;
    private final LongSupplier nanoTime;
    private long looked;

    Standstill(Duration max, LongSupplier nanoTime) {
        this.max = max;
        this.nanoTime = nanoTime;
        this.looked = nanoTime.getAsLong();
    }

    /** From now on, for the life of this system, on a thread of its own. */
    public static void watch(ActorSystem<?> system) {
        var standstill = new Standstill(earliestDowning(system), System::nanoTime);
        var thread = new Thread(() -> standstill.watchOver(system), "standstill");
        thread.setDaemon(true);
        thread.start();
    }

    /** The others down a node that is silent for the failure detector's pause and then for so long as makes it stable. */
    private static Duration earliestDowning(ActorSystem<?> system) {
        var cluster = system.settings().config().getConfig("pekko.cluster");
        return cluster.getDuration("failure-detector.acceptable-heartbeat-pause")
                .plus(cluster.getDuration("split-brain-resolver.stable-after"));
    }

    private void watchOver(ActorSystem<?> system) {
        while (!system.getWhenTerminated().toCompletableFuture().isDone()) {
            if (hasStoodStill()) {
                log.error(
                        "this process stood still for more than {}; the other nodes may have gone on without it", max);
                var cluster = Cluster.get(system);
                cluster.manager().tell(new Down(cluster.selfMember().address()));
                return;
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }

    /** Whether more time than allowed has passed since it was last asked. */
    boolean hasStoodStill() {
        var now = nanoTime.getAsLong();
        var passed = now - looked;
        looked = now;
        return passed > max.toNanos();
    }
}
