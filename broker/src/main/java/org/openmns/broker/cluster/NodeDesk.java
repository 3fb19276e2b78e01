package org.openmns.broker.cluster;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.openmns.http.ClusterView.Load;
import org.openmns.http.ClusterView.Node;
import org.openmns.protocol.Message;

/** Tells other nodes of the cluster what this one holds. Who asks finds it by its path on each member. */
final class NodeDesk {

    static final String NAME = "node-desk";

    /** Less than those wait who ask. */
    private static final Duration REGION_TIMEOUT = Duration.ofSeconds(1);

    /** What is said between desks. */
    sealed interface Said extends Message {}

    record AskNode(ActorRef<NodeTold> replyTo) implements Said {}

    record NodeTold(Node node) implements Said {}

    private final ActorSystem<?> system;
    private final Regions regions;
    private final StopPhase stop;

    private NodeDesk(ActorSystem<?> system, Regions regions, StopPhase stop) {
        this.system = system;
        this.regions = regions;
        this.stop = stop;
    }

    static Behavior<AskNode> create(Regions regions, StopPhase stop) {
        return Behaviors.setup(context -> {
            var desk = new NodeDesk(context.getSystem(), regions, stop);
            return Behaviors.receive(AskNode.class)
                    .onMessage(AskNode.class, desk::answer)
                    .build();
        });
    }

    /** Who gets no answer counts this node among those that did not answer. */
    private Behavior<AskNode> answer(AskNode ask) {
        load(regions.topics())
                .thenCombine(load(regions.subscriptions()), this::node)
                .thenAccept(node -> ask.replyTo().tell(new NodeTold(node)));
        return Behaviors.same();
    }

    /** A region that is silent while the node stops has stopped. */
    private CompletionStage<Load> load(ActorRef<?> region) {
        var load = Regions.load(region, REGION_TIMEOUT);
        return stop.isDraining() ? load.exceptionally(stopped -> new Load(0, 0)) : load;
    }

    private Node node(Load topics, Load subscriptions) {
        return new Node(Duration.ofSeconds(system.uptime()), stop.isDraining(), topics, subscriptions);
    }
}
