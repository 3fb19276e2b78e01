package org.openmns.broker;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.pattern.Patterns;

/**
 * Stops the subscriptions of this node before its topics, each within a limit.
 *
 * <p>Sharding would stop both at once. Then what a stopping subscription still tells its topic finds no shard, waits in the
 * region for one to be placed, and on the only node of a cluster none ever is: the region stays until its time is up, and
 * the node with it. A last message can be lost that way in any order, so a region that does not end is ended.
 */
final class OrderlyStop {

    /** What is in flight has 10 s; then it is written down. */
    private static final Duration SUBSCRIPTIONS_MAX = Duration.ofMillis(10_500);

    /** A topic has nothing in flight but its last row. */
    private static final Duration TOPICS_MAX = Duration.ofSeconds(2);

    /**
     * What was handed over gets its new place while this node is still there: where a shard lives is written to all nodes,
     * and a write to one that has gone must fail first. A second is some ten such writes.
     */
    private static final Duration HANDED_OVER = Duration.ofSeconds(1);

    private OrderlyStop() {}

    /** From now on a shutdown of this system goes in this order. */
    static void arrange(ActorSystem<?> system, ActorRef<?> subscriptions, ActorRef<?> topics) {
        CoordinatedShutdown.get(system)
                .addTask(
                        CoordinatedShutdown.PhaseBeforeClusterShutdown(),
                        "subscriptions-then-topics",
                        () -> stop(system, subscriptions, SUBSCRIPTIONS_MAX)
                                .thenCompose(done -> stop(system, topics, TOPICS_MAX))
                                .thenCompose(done -> waitForTheOthers(system)));
    }

    private static CompletionStage<Done> waitForTheOthers(ActorSystem<?> system) {
        var done = new CompletableFuture<Done>();
        return isAlone(system)
                ? CompletableFuture.completedFuture(Done.getInstance())
                : done.completeOnTimeout(Done.getInstance(), HANDED_OVER.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static boolean isAlone(ActorSystem<?> system) {
        return Cluster.get(system).state().members().size() <= 1;
    }

    private static CompletionStage<Done> stop(ActorSystem<?> system, ActorRef<?> region, Duration max) {
        var classic = Adapter.toClassic(region);
        return Patterns.gracefulStop(classic, max, ShardRegion.gracefulShutdownInstance())
                .handle((stopped, late) -> {
                    if (late != null) {
                        Adapter.toClassic(system).stop(classic);
                    }
                    return Done.getInstance();
                });
    }
}
