package org.openmns.broker.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Address;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.management.cluster.bootstrap.ClusterBootstrapSettings;
import org.apache.pekko.management.cluster.bootstrap.JoinDecider;
import org.apache.pekko.management.cluster.bootstrap.JoinDecision;
import org.apache.pekko.management.cluster.bootstrap.JoinOtherSeedNodes;
import org.apache.pekko.management.cluster.bootstrap.JoinSelf$;
import org.apache.pekko.management.cluster.bootstrap.KeepProbing$;
import org.apache.pekko.management.cluster.bootstrap.SeedNodesInformation;
import org.jspecify.annotations.Nullable;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

/**
 * Decides how a node joins: it asks those that are members to take it in, and founds a cluster where the database lets it.
 *
 * <p>Bootstrap's own decider ends with its first decision to join others, and a node whose others died in that moment would
 * ask them for ever. So this one asks them itself, again and again, and goes on looking until the node is a member. Pekko
 * makes it by its name in the configuration and asks it for one decision at a time.
 */
final class FoundingDecider implements JoinDecider {

    /** Longer than Pekko itself waits for the answer of a member, after which it would ask the same ones again. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(6);

    private static final int ASKED_MAX = 5;

    private final ActorSystem system;
    private final JoiningSetup setup;
    private @Nullable Long askedNanos;
    private int askedTimes;

    public FoundingDecider(ActorSystem system, ClusterBootstrapSettings settings) {
        this.system = system;
        this.setup = JoiningSetup.of(system);
    }

    @Override
    public Future<JoinDecision> decide(SeedNodesInformation information) {
        return FutureConverters.asScala(next(information.getAllSeedNodes()));
    }

    private CompletionStage<JoinDecision> next(Set<Address> members) {
        var cluster = Cluster.get(system);
        if (cluster.selfMember().status() != MemberStatus.removed()) {
            // Ends the looking; of a member, Pekko does not do what it says.
            return CompletableFuture.completedStage(new JoinOtherSeedNodes(Set.of(cluster.selfAddress())));
        }
        var others = members.stream()
                .filter(member -> !member.equals(cluster.selfAddress()))
                .limit(ASKED_MAX)
                .toList();
        return others.isEmpty() ? foundOrWait() : ask(cluster, others);
    }

    private CompletionStage<JoinDecision> ask(Cluster cluster, List<Address> members) {
        var asked = askedNanos;
        if (asked == null || System.nanoTime() - asked > ASK_AGAIN.toNanos()) {
            askedNanos = System.nanoTime();
            askedTimes++;
            setup.progress()
                    .is("it asked " + named(members.stream().map(Place::of).toList()) + " " + askedTimes
                            + " times to be taken in and has no answer yet; perhaps they cannot reach it at "
                            + Place.of(cluster.selfAddress()) + ", or only one side talks TLS, "
                            + "or one has no certificate of the other's authority");
            cluster.joinSeedNodes(members);
        }
        return keepProbing();
    }

    private CompletionStage<JoinDecision> foundOrWait() {
        var key = setup.key(system);
        return setup.table().submit(table -> table.found(key)).handle((inTheWay, failure) -> {
            if (failure != null) {
                setup.progress().is("the database does not let it look for others");
                return KeepProbing$.MODULE$;
            }
            if (inTheWay.isEmpty()) {
                return JoinSelf$.MODULE$;
            }
            setup.progress()
                    .is("it cannot reach " + named(inTheWay) + " and founds no second cluster beside them; "
                            + "it is at " + key.cluster() + " itself; see openmns.cluster.host and .discovery");
            return KeepProbing$.MODULE$;
        });
    }

    private static CompletionStage<JoinDecision> keepProbing() {
        return CompletableFuture.completedStage(KeepProbing$.MODULE$);
    }

    private static String named(List<?> nodes) {
        return nodes.stream().map(Object::toString).collect(Collectors.joining(", "));
    }
}
