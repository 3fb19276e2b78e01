package org.openmns.broker;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.typesafe.config.Config;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.SingletonActor;
import org.openmns.broker.delivery.Resolver;
import org.openmns.broker.delivery.Webhook;
import org.openmns.broker.delivery.WebhookSettings;
import org.openmns.broker.store.Attempts;
import org.openmns.broker.store.Database;
import org.openmns.broker.store.DatabaseLocation;
import org.openmns.broker.store.DeadLetters;
import org.openmns.broker.store.Registry;
import org.openmns.broker.subscription.SubscriptionEntity;
import org.openmns.broker.subscription.SubscriptionOptions;
import org.openmns.broker.subscription.Surroundings;
import org.openmns.broker.subscription.Surroundings.Stores;
import org.openmns.broker.topic.Ingresses;
import org.openmns.broker.topic.Retention;
import org.openmns.broker.topic.TopicEntity;
import org.openmns.broker.topic.TopicLog;
import org.openmns.broker.topic.TopicOptions;
import org.openmns.config.Layers;
import org.openmns.config.Profile;
import org.openmns.config.Settings;
import org.openmns.event.Catalogue;
import org.openmns.event.CatalogueFile;
import org.openmns.event.Enrichment;
import org.openmns.event.EventFormat;
import org.openmns.event.TopicName;
import org.openmns.http.HttpApi;
import org.openmns.http.HttpServer;
import org.openmns.subscription.DeliveryOptions;
import org.openmns.subscription.RetrySchedule;
import org.openmns.subscription.SubscriptionCommand;
import org.openmns.subscription.SubscriptionId;
import org.openmns.topic.TopicCommand;
import org.slf4j.LoggerFactory;

/** One running node, from its settings to its open port: database, actor system, entities, HTTP. */
public final class Node implements AutoCloseable {

    /** How long a stop may take before the process ends regardless: what is in flight has 10 s. */
    private static final Duration STOP_MAX = Duration.ofSeconds(30);

    private final ActorSystem<Void> system;
    private final Database database;
    private final Attempts attempts;
    private final Webhook webhook;
    private final String host;
    private final int port;

    private Node(Parts parts, int port) {
        this.host = parts.settings().node().host();
        this.system = parts.system();
        this.database = parts.database();
        this.attempts = parts.stores().attempts();
        this.webhook = parts.webhook();
        this.port = port;
    }

    /** What is there before the port opens. */
    private record Parts(
            Settings settings, Database database, ActorSystem<Void> system, Stores stores, Webhook webhook) {}

    /**
     * Starts a node and returns once it answers.
     *
     * @throws org.openmns.config.SettingsException where a setting cannot be used
     * @throws org.openmns.broker.store.DatabaseUnavailable with a sentence for the operator
     */
    public static Node start(Options.Start options) {
        var settings = Settings.from(Layers.load(options.profile(), options.overrides(), options.file()));
        var enrichment = Suppliers.enrichment(settings.catalogue());
        ListenAddress.check(settings.node().host(), settings.node().port());
        var location = location(settings);
        // Two things that take their time and do not need each other: on two cores a second is saved.
        var opening = CompletableFuture.supplyAsync(() -> Database.open(location));
        var config = forPekko(options, location);
        var system = ActorSystem.create(Behaviors.<Void>empty(), "openmns", config);
        try {
            return start(config, parts(settings, opened(opening), system), enrichment);
        } catch (RuntimeException failed) {
            end(system);
            opening.thenAccept(Database::close).exceptionally(never -> null).join();
            throw failed;
        }
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

    private static Node start(Config config, Parts parts, Enrichment enrichment) {
        var cluster = Cluster.get(parts.system());
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        var ingresses = entities(parts);
        var catalogue = CatalogueFile.read(config);
        var vocabulary = new HttpApi.Vocabulary(catalogue, new EventFormat(catalogue, enrichment));
        housekeeping(parts, catalogue, ingresses);
        var node = parts.settings().node();
        var binding = HttpServer.bind(parts.system(), node.host(), node.port(), api(parts, vocabulary, ingresses))
                .toCompletableFuture()
                .join();
        binding.addToCoordinatedShutdown(parts.settings().http().waits().stopTimeout(), parts.system());
        return new Node(parts, binding.localAddress().getPort());
    }

    private static DatabaseLocation location(Settings settings) {
        var store = settings.store();
        return store.url()
                .map(url -> new DatabaseLocation(url, store.user(), store.password()))
                .orElseGet(() -> DatabaseLocation.inDirectory(settings.node().dataDirectory()));
    }

    /** The journal writes to the same database; and shutting down is ours, for it may close only after the last write. */
    private static Config forPekko(Options.Start options, DatabaseLocation location) {
        var overrides = new HashMap<>(options.overrides());
        overrides.putAll(location.settings());
        overrides.put("pekko.coordinated-shutdown.exit-jvm", "off");
        overrides.put("pekko.coordinated-shutdown.run-by-jvm-shutdown-hook", "off");
        overrides.put("pekko.jvm-shutdown-hooks", "off");
        return Layers.load(options.profile(), overrides, options.file());
    }

    private static Parts parts(Settings settings, Database database, ActorSystem<Void> system) {
        var attempts = settings.delivery().attempts();
        var usual = WebhookSettings.defaults();
        var webhook = new Webhook(
                new WebhookSettings(
                        attempts.guard().allowLoopback(),
                        usual.trustedCertificates(),
                        usual.eventLoops(),
                        new WebhookSettings.Limits(
                                usual.limits().attemptsMax(),
                                attempts.answerBytesMax(),
                                usual.limits().hydrationBytesMax()),
                        new WebhookSettings.Connections(
                                attempts.connectionsPerHostMax(),
                                usual.connections().waitingPerHostMax(),
                                usual.connections().connectTimeout(),
                                usual.connections().keepAlive())),
                settings.node().publicBaseUrl(),
                Resolver.SYSTEM,
                Clock.systemUTC());
        var attemptLog = settings.delivery().attemptLog();
        var policy = Attempts.Policy.valueOf(attemptLog.keep().name());
        var stores = new Stores(
                new Registry(database),
                new DeadLetters(database),
                new Attempts(database, policy, attemptLog.queueMax()),
                new TopicLog(system, database));
        return new Parts(settings, database, system, stores, webhook);
    }

    private static Ingresses entities(Parts parts) {
        var sharding = ClusterSharding.get(parts.system());
        var clock = Clock.systemUTC();
        var topicSurroundings = new TopicEntity.Surroundings(
                parts.stores().registry(), parts.stores().log(), subscriptions(sharding), clock);
        var topicOptions = new TopicOptions(parts.settings().topic());
        var topicRegion = sharding.init(Entity.of(
                TopicCommand.TYPE_KEY,
                entity -> TopicEntity.create(new TopicName(entity.getEntityId()), topicSurroundings, topicOptions)));
        var surroundings = new Surroundings(
                parts.stores(),
                parts.webhook(),
                topics(sharding),
                SubscriptionOptions.from(parts.settings().delivery()),
                clock);
        var subscriptionRegion = sharding.init(Entity.of(
                        SubscriptionCommand.TYPE_KEY,
                        entity -> SubscriptionEntity.create(
                                SubscriptionId.of(entity.getEntityId()), entity.getShard(), surroundings))
                .withStopMessage(new SubscriptionEntity.Stop()));
        OrderlyStop.arrange(parts.system(), subscriptionRegion, topicRegion);
        return new Ingresses(
                parts.system(), topics(sharding), parts.settings().topic().batch());
    }

    private static void housekeeping(Parts parts, Catalogue catalogue, Ingresses ingresses) {
        var sharding = ClusterSharding.get(parts.system());
        var retention = new Retention(
                parts.system(),
                parts.stores().log(),
                parts.database(),
                new Retention.Peers(topics(sharding), subscriptions(sharding)));
        var charge = new Housekeeping.Charge(
                catalogue,
                topics(sharding),
                ingresses,
                retention,
                new Housekeeping.Records(parts.stores().attempts(), parts.database(), Clock.systemUTC()));
        ClusterSingleton.get(parts.system())
                .init(SingletonActor.of(Housekeeping.create(charge, parts.settings()), "housekeeping"));
    }

    private static HttpApi api(Parts parts, HttpApi.Vocabulary vocabulary, Ingresses ingresses) {
        var settings = parts.settings();
        var ports = new HttpApi.Ports(
                ingresses,
                subscriptions(ClusterSharding.get(parts.system())),
                Directories.of(parts.stores().registry(), Clock.systemUTC()),
                Directories.of(parts.stores().attempts(), parts.stores().deadLetters()),
                request -> "sandbox");
        var options = new HttpApi.Options(
                limits(settings),
                delivery(settings),
                settings.delivery().attempts().guard().allowHttp(),
                Version.TEXT);
        return settings.node().profile() == Profile.SANDBOX
                ? HttpApi.sandbox(
                        parts.system(),
                        ports,
                        vocabulary,
                        options,
                        settings.http().inboxMessagesMax())
                : HttpApi.production(parts.system(), ports, vocabulary, options);
    }

    private static HttpApi.Limits limits(Settings settings) {
        var bodies = settings.http().bodies();
        var waits = settings.http().waits();
        return new HttpApi.Limits(
                bodies.eventBytesMax(),
                bodies.batchBytesMax(),
                bodies.bodyBytesMax(),
                bodies.bodyTimeout(),
                new HttpApi.Waits(waits.askTimeout(), waits.publishTimeout(), waits.retryAfter()));
    }

    private static DeliveryOptions delivery(Settings settings) {
        var delivery = settings.delivery();
        return new DeliveryOptions(
                DeliveryOptions.OrderingKey.SUBJECT,
                new RetrySchedule(delivery.retries().waits(), delivery.retries().overallMax()),
                delivery.attempts().timeout(),
                delivery.attempts().inFlightMax(),
                Optional.empty());
    }

    private static Function<TopicName, RecipientRef<TopicCommand>> topics(ClusterSharding sharding) {
        return topic -> sharding.entityRefFor(TopicCommand.TYPE_KEY, topic.value());
    }

    private static Function<SubscriptionId, RecipientRef<SubscriptionCommand>> subscriptions(ClusterSharding sharding) {
        return id -> sharding.entityRefFor(SubscriptionCommand.TYPE_KEY, id.toString());
    }

    /** The address it listens on. */
    public String host() {
        return host;
    }

    /** The port that is open; of interest where 0 was asked for. */
    public int port() {
        return port;
    }

    /** Completes when the node has ended, by {@link #close} or because the cluster had to do without it. */
    public CompletionStage<Void> ended() {
        return system.getWhenTerminated().thenAccept(done -> {});
    }

    /** Finishes what is in flight, writes it down, and closes the database last. */
    @Override
    public void close() {
        try {
            CoordinatedShutdown.get(system)
                    .runAll(CoordinatedShutdown.unknownReason())
                    .toCompletableFuture()
                    .get(STOP_MAX.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException late) {
            // Whatever did not stop in time is repeated after the next start.
        }
        webhook.close();
        attempts.close();
        database.close();
    }
}
