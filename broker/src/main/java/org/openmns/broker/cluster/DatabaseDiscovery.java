package org.openmns.broker.cluster;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.discovery.Lookup;
import org.apache.pekko.discovery.ServiceDiscovery;
import scala.Option;
import scala.concurrent.Future;
import scala.concurrent.duration.FiniteDuration;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/** Finds the nodes that may be asked for a cluster in the table of nodes; made by Pekko, by its name in the configuration. */
final class DatabaseDiscovery extends ServiceDiscovery {

    private final ExtendedActorSystem system;
    private final JoiningSetup setup;

    public DatabaseDiscovery(ExtendedActorSystem system) {
        this.system = system;
        this.setup = JoiningSetup.of(system);
    }

    @Override
    public Future<Resolved> lookup(Lookup lookup, FiniteDuration timeout) {
        return FutureConverters.asScala(resolve(lookup));
    }

    private CompletionStage<Resolved> resolve(Lookup lookup) {
        return setup.table()
                .submit(NodeTable::live)
                .thenApply(nodes -> new Resolved(
                        lookup.serviceName(),
                        CollectionConverters.asScala(targets(nodes)).toSeq()));
    }

    /** All but itself, which knows of no cluster. */
    private List<ResolvedTarget> targets(List<NodeRow> nodes) {
        var self = setup.key(system).cluster();
        return nodes.stream()
                .filter(node -> !node.cluster().equals(self))
                .map(NodeRow::management)
                .map(place -> new ResolvedTarget(place.host(), Option.apply(place.port()), Option.empty()))
                .toList();
    }
}
