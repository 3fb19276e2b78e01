package org.openmns.broker.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.openmns.broker.store.Database;
import org.openmns.http.ClusterView;
import org.openmns.http.Operations;

/** What this node tells those who run it; starting it also lets the other nodes ask. */
public final class NodeOperations implements Operations {

    private static final Duration REGION_TIMEOUT = Duration.ofSeconds(2);

    private final ActorSystem<?> system;
    private final StopPhase stop;
    private final Readiness readiness;
    private final ClusterViews views;

    private NodeOperations(ActorSystem<?> system, StopPhase stop, Readiness readiness) {
        this.system = system;
        this.stop = stop;
        this.readiness = readiness;
        this.views = new ClusterViews(system);
    }

    /** From now on this node can be asked, by HTTP and by others of its cluster; {@code whyNot} it has not joined. */
    public static NodeOperations start(
            ActorSystem<?> system,
            Regions regions,
            Database database,
            StopPhase stop,
            Supplier<Optional<String>> whyNot) {
        system.systemActorOf(NodeDesk.create(regions, stop), NodeDesk.NAME, Props.empty());
        var self = Cluster.get(system).selfMember().address();
        var checks = new Readiness.Checks(
                stop::isDraining,
                () -> notMember(system, whyNot),
                () -> Regions.isRegistered(regions.topics(), self, REGION_TIMEOUT)
                        .thenCombine(
                                Regions.isRegistered(regions.subscriptions(), self, REGION_TIMEOUT),
                                (topics, subscriptions) -> topics && subscriptions),
                () -> database.run(handle ->
                        handle.createQuery("SELECT 1").mapTo(Integer.class).one()));
        var operations = new NodeOperations(system, stop, new Readiness(checks, System::nanoTime));
        ManagementDesk.of(system).open(operations);
        return operations;
    }

    private static Optional<String> notMember(ActorSystem<?> system, Supplier<Optional<String>> whyNot) {
        var status = Cluster.get(system).selfMember().status();
        return status.equals(MemberStatus.up())
                ? Optional.empty()
                : whyNot.get().or(() -> Optional.of("it is " + status.toString().toLowerCase(Locale.ROOT)));
    }

    /** The process works as long as it answers, unless the others have gone on without it: then it must start anew. */
    @Override
    public boolean isAlive() {
        var cluster = Cluster.get(system);
        return stop.isDraining()
                || !(cluster.isTerminated() || cluster.selfMember().status().equals(MemberStatus.down()));
    }

    @Override
    public CompletionStage<List<String>> notReadyBecause() {
        return readiness.reasons();
    }

    @Override
    public boolean isClosing() {
        return stop.isClosing();
    }

    @Override
    public CompletionStage<ClusterView> cluster() {
        return views.gather();
    }
}
