package org.openmns.broker.lease;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.coordination.lease.LeaseSettings;
import org.apache.pekko.coordination.lease.javadsl.Lease;
import org.jspecify.annotations.Nullable;
import org.openmns.broker.store.DatabaseLocation;

/**
 * The lease that the split brain resolver asks for before it downs what it cannot reach: with it the database learns whom
 * the holder goes on without, and never gives it to one of those.
 *
 * <p>Of a side any node may decide, for the resolver asks on the one with the lowest address, and that changes: so a side
 * takes over the lease from one of its own. Without that, a second death within the time for which the lease is kept was
 * refused to those who went on, and all of them ended.
 *
 * <p>The resolver releases its lease some time after the others are removed, and a node that slept through all that would
 * find it free, and everybody else unreachable.
 */
public final class DowningLease extends Lease {

    private final LeaseSettings settings;
    private final ExtendedActorSystem system;
    private volatile Set<String> leftBehind = Set.of();
    private @Nullable PostgresLease lease;

    /** For Pekko, which makes one in vain while it finds out that this is Java's kind of lease: so nothing starts here. */
    public DowningLease(LeaseSettings settings, ExtendedActorSystem system) {
        this.settings = settings;
        this.system = system;
    }

    @Override
    public LeaseSettings getSettings() {
        return settings;
    }

    @Override
    public CompletionStage<Boolean> acquire() {
        return acquire(why -> {});
    }

    @Override
    public CompletionStage<Boolean> acquire(Consumer<Optional<Throwable>> lost) {
        var unreachable = unreachable();
        return lease().acquire(new Sides(reached(), unreachable), lost).thenApply(taken -> {
            leftBehind = taken ? unreachable : Set.of();
            return taken;
        });
    }

    @Override
    public CompletionStage<Boolean> release() {
        return lease().release();
    }

    /** False also where more nodes are unreachable than the database was told: the resolver then asks again before it acts. */
    @Override
    public boolean checkLease() {
        return lease().checkLease() && leftBehind.containsAll(unreachable());
    }

    private Set<String> unreachable() {
        return names(Cluster.get(system).state().getUnreachable());
    }

    private Set<String> reached() {
        var state = Cluster.get(system).state();
        var reached = new HashSet<Member>();
        state.getMembers().forEach(reached::add);
        reached.removeAll(state.getUnreachable());
        return names(reached);
    }

    private static Set<String> names(Set<Member> members) {
        return members.stream().map(member -> name(member.uniqueAddress())).collect(Collectors.toUnmodifiableSet());
    }

    private synchronized PostgresLease lease() {
        var open = lease;
        if (open == null) {
            open = open();
            lease = open;
            system.registerOnTermination(open::close);
        }
        return open;
    }

    /** The resolver's name for the owner is its address, which a restarted node has again. */
    private PostgresLease open() {
        var self = name(Cluster.get(system).selfUniqueAddress());
        var own = LeaseSettings.apply(settings.leaseConfig(), settings.leaseName(), self);
        return new PostgresLease(own, database(), System::nanoTime);
    }

    /** Where {@link DatabaseLocation#settings} has put it before the actor system started. */
    private DatabaseLocation database() {
        var database = system.settings().config().getConfig("openmns.database");
        return new DatabaseLocation(
                database.getString("url"), database.getString("user"), database.getString("password"));
    }

    private static String name(UniqueAddress node) {
        return node.address() + "#" + node.longUid();
    }
}
