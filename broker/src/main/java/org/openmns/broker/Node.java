package org.openmns.broker;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.typesafe.config.Config;
import java.time.Duration;
import java.util.HashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.openmns.broker.cluster.ClusterReporter;
import org.openmns.broker.cluster.Joining;
import org.openmns.broker.cluster.LeftBehind;
import org.openmns.broker.cluster.ListenAddress;
import org.openmns.broker.lease.Standstill;
import org.openmns.broker.secret.NodeKeys;
import org.openmns.broker.secret.SecretKeys;
import org.openmns.broker.secret.SecretsSetup;
import org.openmns.broker.secret.UnopenedException;
import org.openmns.broker.store.Database;
import org.openmns.broker.store.DatabaseLocation;
import org.openmns.config.EgressProxy;
import org.openmns.config.Layers;
import org.openmns.config.SecretSettings;
import org.openmns.config.Settings;
import org.openmns.config.SettingsException;
import org.openmns.event.Catalogue;
import org.openmns.event.CatalogueFile;
import org.openmns.event.Enrichment;
import org.openmns.protocol.StageFailure;
import org.slf4j.LoggerFactory;

/** One running node, from its settings to its open port and back: what starts first, and what ends last. */
public final class Node implements AutoCloseable {

    /**
     * How long a stop may take before the process ends regardless: all phases of the shutdown together, and less than the
     * minute after which Kubernetes kills.
     */
    private static final Duration STOP_MAX = Duration.ofSeconds(55);

    private final Parts parts;
    private final Joining joining;
    private final int port;

    private Node(Parts parts, Joining joining, int port) {
        this.parts = parts;
        this.joining = joining;
        this.port = port;
    }

    /**
     * Starts a node and returns once it answers.
     *
     * @throws org.openmns.config.SettingsException where a setting cannot be used
     * @throws org.openmns.broker.store.DatabaseUnavailable with a sentence for the operator
     */
    public static Node start(Options.Start options) {
        var settings = Settings.from(Layers.load(options.profile(), options.overrides(), options.file()));
        settings.warnings().forEach(LoggerFactory.getLogger(Node.class)::warn);
        var enrichment = Suppliers.enrichment(settings.catalogue());
        var keys = NodeKeys.of(settings.secrets(), settings.node());
        ListenAddress.check(settings.node().host(), settings.node().port());
        var location = location(settings);
        var config = forPekko(options, settings, location);
        var configured = CatalogueFile.read(config);
        // Two things that take their time: on two cores a second is saved where they do not need each other.
        var opening = CompletableFuture.supplyAsync(() -> Database.open(location));
        try {
            var system = location.isPostgresql()
                    ? system(Joining.setup(config, settings.cluster(), opened(opening)), keys)
                    : system(ActorSystemSetup.create(BootstrapSetup.create(config)), keys);
            return start(settings, opening, configured, enrichment, system);
        } catch (RuntimeException failed) {
            opening.thenAccept(Database::close).exceptionally(never -> null).join();
            throw failed;
        }
    }

    private static Node start(
            Settings settings,
            CompletableFuture<Database> opening,
            Catalogue configured,
            Enrichment enrichment,
            ActorSystem<Void> system) {
        try {
            return start(Parts.of(settings, opened(opening), system, configured), enrichment);
        } catch (RuntimeException failed) {
            end(system);
            throw failed;
        }
    }

    private static ActorSystem<Void> system(ActorSystemSetup setup, SecretKeys keys) {
        return ActorSystem.create(Behaviors.<Void>empty(), "openmns", setup.withSetup(new SecretsSetup(keys)));
    }

    /**
     * Waits for it, for the journal would open an embedded database again that is closed under it. What actors say that are
     * ended amid their start would only hide the one sentence that counts.
     */
    private static void end(ActorSystem<Void> system) {
        ((Logger) LoggerFactory.getLogger("org.apache.pekko")).setLevel(Level.OFF);
        system.terminate();
        system.getWhenTerminated()
                .toCompletableFuture()
                .completeOnTimeout(null, STOP_MAX.toSeconds(), TimeUnit.SECONDS)
                .exceptionally(never -> null)
                .join();
    }

    private static Database opened(CompletableFuture<Database> opening) {
        try {
            return opening.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
    }

    private static Node start(Parts parts, Enrichment enrichment) {
        checkKeys(parts);
        var joining = join(parts);
        if (parts.database().location().isPostgresql()) {
            Standstill.watch(parts.system());
        }
        var binding = new Wiring(parts)
                .open(enrichment, joining)
                .toCompletableFuture()
                .join();
        joining.opened(binding.localAddress().getPort());
        return new Node(parts, joining, binding.localAddress().getPort());
    }

    /** With other keys than those of the data each subscription would fail on its own, and new ones for the other nodes. */
    private static void checkKeys(Parts parts) {
        try {
            parts.stores().registry().newest().toCompletableFuture().join();
        } catch (CompletionException failed) {
            if (StageFailure.cause(failed) instanceof UnopenedException unopened) {
                throw new SettingsException(
                        SecretSettings.PATH + ".keys", "must hold the keys of this database: " + unopened.getMessage());
            }
            throw failed;
        }
    }

    /** Of a cluster of one there is no news. */
    private static Joining join(Parts parts) {
        if (!parts.database().location().isPostgresql()) {
            return Joining.alone(parts.system());
        }
        ClusterReporter.start(parts.system());
        return Joining.others(parts.system(), Version.TEXT);
    }

    private static DatabaseLocation location(Settings settings) {
        var store = settings.store();
        return store.url()
                .map(url -> new DatabaseLocation(url, store.user(), store.password()))
                .orElseGet(() -> DatabaseLocation.inDirectory(settings.node().dataDirectory()));
    }

    /** The journal writes to the same database; and shutting down is ours, for it may close only after the last write. */
    private static Config forPekko(Options.Start options, Settings settings, DatabaseLocation location) {
        var overrides = new HashMap<>(options.overrides());
        overrides.putAll(location.settings());
        overrides.putAll(Draining.limits(settings.http().waits()));
        // The keys are where they are needed; nothing that prints a configuration shall find them.
        overrides.put("openmns.secrets.keys", "");
        overrides.put(EgressProxy.PATH + ".password", "");
        overrides.put("pekko.cluster.app-version", Version.TEXT);
        overrides.put("pekko.coordinated-shutdown.exit-jvm", "off");
        overrides.put("pekko.coordinated-shutdown.run-by-jvm-shutdown-hook", "off");
        overrides.put("pekko.jvm-shutdown-hooks", "off");
        return Layers.load(options.profile(), overrides, options.file());
    }

    /** The address it listens on. */
    public String host() {
        return parts.settings().node().host();
    }

    /** The port that is open; of interest where 0 was asked for. */
    public int port() {
        return port;
    }

    /** Waits until the node is in its cluster, but not for long: then the log says why, and it goes on trying. */
    public Node awaitJoined() {
        joining.await(parts.settings().cluster().discovery().joinPatience());
        return this;
    }

    /** Completes when the node has ended, by {@link #close} or because the cluster had to do without it. */
    public CompletionStage<Void> ended() {
        return parts.system().getWhenTerminated().thenAccept(done -> {});
    }

    /** Whether it ended because the others went on without it. */
    boolean isLeftBehind() {
        return LeftBehind.isWhy(parts.system());
    }

    /** Finishes what is in flight, writes it down, and closes the database last. */
    @Override
    public void close() {
        try {
            CoordinatedShutdown.get(parts.system())
                    .runAll(CoordinatedShutdown.unknownReason())
                    .toCompletableFuture()
                    .get(STOP_MAX.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException late) {
            // Whatever did not stop in time is repeated after the next start.
        }
        parts.close();
    }
}
