package org.openmns.broker;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.sharding.ShardRegion;
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
    private static final Duration SUBSCRIPTIONS_MAX = Duration.ofSeconds(11);

    /** A topic has nothing in flight but its last row. */
    private static final Duration TOPICS_MAX = Duration.ofMillis(2_500);

    private OrderlyStop() {}

    /** From now on a shutdown of this system goes in this order. */
    static void arrange(ActorSystem<?> system, ActorRef<?> subscriptions, ActorRef<?> topics) {
        CoordinatedShutdown.get(system)
                .addTask(
                        CoordinatedShutdown.PhaseBeforeClusterShutdown(),
                        "subscriptions-then-topics",
                        () -> stop(system, subscriptions, SUBSCRIPTIONS_MAX)
                                .thenCompose(done -> stop(system, topics, TOPICS_MAX)));
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
