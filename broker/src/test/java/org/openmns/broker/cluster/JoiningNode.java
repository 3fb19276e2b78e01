package org.openmns.broker.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.openmns.broker.store.Database;
import org.openmns.broker.store.DatabaseLocation;
import org.openmns.config.Layers;
import org.openmns.config.Profile;
import org.openmns.config.Settings;
import scala.jdk.javaapi.CollectionConverters;

/** As much of a node as joining needs, in this JVM: its database, its actor system, no entities and no API. */
final class JoiningNode implements AutoCloseable {

    private static final Duration STOP_MAX = Duration.ofSeconds(30);

    private final Database database;
    private final ActorSystem<Void> system;
    private final Joining joining;

    private JoiningNode(Database database, ActorSystem<Void> system, Joining joining) {
        this.database = database;
        this.system = system;
        this.joining = joining;
    }

    /** Returns as soon as it has begun to look for a cluster. */
    static JoiningNode start(DatabaseLocation location, Map<String, String> overrides) {
        var all = new HashMap<>(location.settings());
        all.put("pekko.coordinated-shutdown.exit-jvm", "off");
        all.put("pekko.coordinated-shutdown.run-by-jvm-shutdown-hook", "off");
        all.put("pekko.coordinated-shutdown.run-by-actor-system-terminate", "off");
        all.put("pekko.jvm-shutdown-hooks", "off");
        all.putAll(overrides);
        var config = Layers.load(Profile.SANDBOX, all, Optional.empty());
        var database = Database.open(location);
        try {
            var setup = Joining.setup(config, Settings.from(config).cluster(), database);
            var system = ActorSystem.create(Behaviors.<Void>empty(), "openmns", setup);
            return new JoiningNode(database, system, Joining.others(system, "test"));
        } catch (RuntimeException failed) {
            database.close();
            throw failed;
        }
    }

    static CompletableFuture<JoiningNode> starting(DatabaseLocation location) {
        return CompletableFuture.supplyAsync(() -> start(location, Map.of()));
    }

    Place place() {
        return Place.of(Cluster.get(system).selfAddress());
    }

    /** The members that take part, as this node sees them. */
    Set<Place> members() {
        return CollectionConverters.asJava(Cluster.get(system).state().members()).stream()
                .filter(member -> member.status() == MemberStatus.up())
                .map(Member::address)
                .map(Place::of)
                .collect(Collectors.toSet());
    }

    Joining joining() {
        return joining;
    }

    NodeTable table() {
        return JoiningSetup.of(system.classicSystem()).table();
    }

    boolean hasEnded() {
        return system.getWhenTerminated().toCompletableFuture().isDone();
    }

    /** Leaves the others, but its row stays, as after kill -9. */
    void vanish() {
        database.close();
        leave();
    }

    /** At the end of a test: without a word, for there the others need not know, and leaving takes seconds. */
    void abandon() {
        system.terminate();
        awaitEnd();
        database.close();
    }

    private void leave() {
        CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.unknownReason());
        awaitEnd();
    }

    private void awaitEnd() {
        system.getWhenTerminated()
                .toCompletableFuture()
                .completeOnTimeout(null, STOP_MAX.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        leave();
        database.close();
    }
}
