package org.openmns.broker.cluster;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.apache.pekko.pattern.Patterns;
import org.openmns.http.ClusterView.Load;

/** This node's two shard regions, as one asks them what they hold. */
public record Regions(ActorRef<?> topics, ActorRef<?> subscriptions) {

    /** How many shards and entities this region holds; fails where it does not answer in time. */
    static CompletionStage<Load> load(ActorRef<?> region, Duration timeout) {
        return Patterns.ask(Adapter.toClassic(region), ShardRegion.getRegionStatsInstance(), timeout)
                .thenApply(answer -> load((ShardRegion.ShardRegionStats) answer));
    }

    private static Load load(ShardRegion.ShardRegionStats stats) {
        var shards = stats.getStats();
        return new Load(
                shards.size(),
                shards.values().stream().mapToInt(each -> (Integer) each).sum());
    }

    /** Whether this region knows who places its shards. The coordinator answers, so without one nothing is known. */
    static CompletionStage<Boolean> isRegistered(ActorRef<?> region, Address self, Duration timeout) {
        return Patterns.ask(Adapter.toClassic(region), ShardRegion.getCurrentRegionsInstance(), timeout)
                .thenApply(answer ->
                        ((ShardRegion.CurrentRegions) answer).getRegions().contains(self))
                .exceptionally(late -> false);
    }
}
