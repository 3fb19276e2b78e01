package org.openmns.broker.cluster;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.Done;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.management.cluster.bootstrap.ClusterBootstrap;
import org.apache.pekko.management.javadsl.PekkoManagement;
import org.openmns.broker.store.Database;
import org.openmns.config.ClusterSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a node becomes a member of its cluster.
 *
 * <p>On H2 it joins itself, for nobody else can use an embedded database. On PostgreSQL it opens its management port, enters
 * the table of nodes, and lets Pekko's Cluster Bootstrap look for others; {@link FoundingDecider} decides what comes of it.
 */
public final class Joining {

    private static final Logger log = LoggerFactory.getLogger(Joining.class);

    private final ActorSystem<?> system;
    private final Optional<Heartbeats> heartbeats;
    private final CompletableFuture<Done> joined = new CompletableFuture<>();

    private Joining(ActorSystem<?> system, Optional<Heartbeats> heartbeats) {
        this.system = system;
        this.heartbeats = heartbeats;
        Cluster.get(system).registerOnMemberUp(this::joined);
    }

    /**
     * What an actor system on PostgreSQL must be started with so that its node can join; the configuration is complete.
     *
     * @throws IllegalStateException with a sentence where an address for the other nodes is taken
     */
    public static ActorSystemSetup setup(Config config, ClusterSettings settings, Database database) {
        var table = new NodeTable(database, settings.heartbeat());
        var complete = ClusterConfig.of(settings, database.location(), table.identity())
                .withFallback(config);
        ListenAddress.check(complete);
        return ActorSystemSetup.create(BootstrapSetup.create(complete), new JoiningSetup(table, settings));
    }

    /** Becomes a cluster of one. */
    public static Joining alone(ActorSystem<?> system) {
        var cluster = Cluster.get(system);
        cluster.join(cluster.selfAddress());
        return new Joining(system, Optional.empty());
    }

    /** Begins to look for a cluster, or for leave to found one; the actor system was started with {@link #setup}. */
    public static Joining others(ActorSystem<?> system, String version) {
        var classic = system.classicSystem();
        var heartbeats = new Heartbeats(classic, management(system), version);
        CoordinatedShutdown.get(system)
                .addTask(
                        CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
                        "leave-the-table-of-nodes",
                        () -> CompletableFuture.runAsync(heartbeats::close).thenApply(nothing -> Done.getInstance()));
        heartbeats.start();
        ClusterBootstrap.get(classic).start();
        return new Joining(system, Optional.of(heartbeats));
    }

    /** The port may have been a free one. */
    private static Place management(ActorSystem<?> system) {
        var management = PekkoManagement.get(system);
        var uri = management.start().toCompletableFuture().join();
        return new Place(management.settings().getHttpHostname(), uri.getPort());
    }

    private void joined() {
        if (heartbeats.isPresent()) {
            log.info("node {} is in the cluster", Place.of(Cluster.get(system).selfAddress()));
        }
        joined.complete(Done.getInstance());
    }

    /** Tells the others where the API of this node is. */
    public void opened(int httpPort) {
        heartbeats.ifPresent(each -> each.opened(httpPort));
    }

    /** Why this node is in no cluster, in words; nothing where it is in one. */
    public Optional<String> whyNot() {
        if (Cluster.get(system).selfMember().status() != MemberStatus.removed()) {
            return Optional.empty();
        }
        return Optional.of(
                heartbeats.isEmpty()
                        ? "it is starting"
                        : JoiningSetup.of(system.classicSystem()).progress().reason());
    }

    /** Waits until this node is a member that takes part, or so much time has passed: it goes on trying. */
    public void await(Duration atMost) {
        try {
            joined.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            log.debug("not joined within {}", atMost);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException never) {
            throw new IllegalStateException(never);
        }
    }
}
