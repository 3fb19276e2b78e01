package org.openmns.broker;

import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.SingletonActor;
import org.openmns.broker.cluster.Joining;
import org.openmns.broker.cluster.NodeOperations;
import org.openmns.broker.cluster.Regions;
import org.openmns.broker.cluster.StopPhase;
import org.openmns.broker.store.DuplicateHashes;
import org.openmns.broker.subscription.SubscriptionEntity;
import org.openmns.broker.subscription.SubscriptionOptions;
import org.openmns.broker.subscription.Surroundings;
import org.openmns.broker.tls.ServerCertificate;
import org.openmns.broker.topic.Ingresses;
import org.openmns.broker.topic.Retention;
import org.openmns.broker.topic.TopicEntity;
import org.openmns.broker.topic.TopicOptions;
import org.openmns.broker.topic.TopicSurroundings;
import org.openmns.config.CatalogueSettings;
import org.openmns.config.HttpSettings;
import org.openmns.config.Profile;
import org.openmns.config.Settings;
import org.openmns.event.Enrichment;
import org.openmns.event.EventFormat;
import org.openmns.event.TopicName;
import org.openmns.http.ConnectionLimits;
import org.openmns.http.EventTypes;
import org.openmns.http.HttpApi;
import org.openmns.http.HttpServer;
import org.openmns.http.OpenPort;
import org.openmns.http.Operations;
import org.openmns.subscription.AllowedHosts;
import org.openmns.subscription.DeliveryOptions;
import org.openmns.subscription.RetrySchedule;
import org.openmns.subscription.SubscriptionCommand;
import org.openmns.subscription.SubscriptionId;
import org.openmns.topic.TopicCommand;

/** Starts what runs on a node and shows each part the others: topics, subscriptions, housekeeping, and the API to them. */
final class Wiring {

    private final Parts parts;
    private final ClusterSharding sharding;

    Wiring(Parts parts) {
        this.parts = parts;
        this.sharding = ClusterSharding.get(parts.system());
    }

    /** Starts the entities and what serves them, and opens the port. */
    CompletionStage<OpenPort> open(Enrichment enrichment, Joining joining) {
        var stop = new StopPhase();
        var regions = entities();
        var operations = NodeOperations.start(parts.system(), regions, parts.database(), stop, joining::whyNot);
        var ingresses = new Ingresses(
                parts.system(), this::topic, parts.settings().topic().batch());
        housekeeping(ingresses);
        var vocabulary = new HttpApi.Vocabulary(
                parts.catalogue(),
                typeLimits(parts.settings().catalogue().limits()),
                new EventFormat(() -> parts.catalogue().entries().catalogue(), enrichment),
                parts.stores().cohorts()::membership);
        var node = parts.settings().node();
        var http = parts.settings().http();
        return HttpServer.bind(
                        parts.system(),
                        new HttpServer.Place(node.host(), node.port(), certificate()),
                        api(vocabulary, ingresses, operations),
                        limits(http.connections()))
                .thenApply(port -> {
                    Draining.arrange(parts.system(), port, stop, http.waits());
                    return port;
                });
    }

    private Optional<Supplier<SSLEngine>> certificate() {
        return parts.settings().tls().papers().map(papers -> new ServerCertificate(papers, Clock.systemUTC()));
    }

    private Regions entities() {
        var clock = Clock.systemUTC();
        var topicSurroundings = new TopicSurroundings(
                new TopicSurroundings.Subscribers(
                        parts.stores().registry(), parts.stores().cohorts(), this::subscription),
                parts.stores().log(),
                new DuplicateHashes(parts.database()),
                clock);
        var topicOptions = new TopicOptions(parts.settings().topic());
        var topicRegion = sharding.init(Entity.of(
                TopicCommand.TYPE_KEY,
                entity -> TopicEntity.create(new TopicName(entity.getEntityId()), topicSurroundings, topicOptions)));
        var surroundings = new Surroundings(
                parts.stores(),
                parts.webhook(),
                this::topic,
                SubscriptionOptions.from(
                        parts.settings().delivery(), parts.settings().handshake()),
                clock);
        var subscriptionRegion = sharding.init(Entity.of(
                        SubscriptionCommand.TYPE_KEY,
                        entity -> SubscriptionEntity.create(
                                SubscriptionId.of(entity.getEntityId()), entity.getShard(), surroundings))
                .withStopMessage(new SubscriptionEntity.Stop()));
        OrderlyStop.arrange(parts.system(), subscriptionRegion, topicRegion);
        return new Regions(topicRegion, subscriptionRegion);
    }

    private void housekeeping(Ingresses ingresses) {
        var retention = new Retention(
                parts.system(),
                parts.stores().log(),
                parts.database(),
                new Retention.Peers(this::topic, this::subscription));
        var charge = new Housekeeping.Charge(
                parts.catalogue(),
                new Housekeeping.Sleepers(
                        this::topic,
                        new Reminding(parts.stores().registry(), this::subscription),
                        parts.onboarding().rounds()),
                ingresses,
                retention,
                new Housekeeping.Records(parts.stores().attempts(), parts.database(), Clock.systemUTC()));
        ClusterSingleton.get(parts.system())
                .init(SingletonActor.of(Housekeeping.create(charge, parts.settings()), "housekeeping"));
    }

    private HttpApi api(HttpApi.Vocabulary vocabulary, Ingresses ingresses, Operations operations) {
        var settings = parts.settings();
        var ports = new HttpApi.Ports(
                ingresses,
                this::subscription,
                new HttpApi.Stored(
                        Directories.of(parts.stores().registry(), Clock.systemUTC()),
                        Directories.of(parts.stores().attempts(), parts.stores().deadLetters()),
                        parts.cohorts().api()),
                operations,
                parts.onboarding().api());
        var guard = settings.delivery().attempts().guard();
        var options = new HttpApi.Options(
                limits(settings),
                uploads(settings),
                delivery(settings),
                new HttpApi.Endpoints(guard.allowHttp(), AllowedHosts.of(guard.allowedHosts())),
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
                new HttpApi.Waits(waits.askTimeout(), waits.retryAfter()));
    }

    private static EventTypes.Limits typeLimits(CatalogueSettings.Limits limits) {
        return new EventTypes.Limits(
                limits.schemaBytesMax(), CatalogueSettings.Limits.RETENTION_MIN, limits.retentionMax());
    }

    private static ConnectionLimits limits(HttpSettings.Connections connections) {
        return new ConnectionLimits(connections.max(), connections.perAddressMax(), connections.headTimeout());
    }

    private static HttpApi.Uploads uploads(Settings settings) {
        var limits = settings.cohort().limits();
        var upload = settings.cohort().upload();
        return new HttpApi.Uploads(
                new HttpApi.Uploads.Sizes(
                        upload.bytesMax(),
                        limits.valuesMax(),
                        limits.changeMax(),
                        // All that are under way take no more than all cohorts do.
                        settings.cohort().weightMax(Runtime.getRuntime().maxMemory()) / upload.atOnceMax()),
                upload.atOnceMax(),
                upload.timeout(),
                upload.answerTimeout());
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

    private RecipientRef<TopicCommand> topic(TopicName name) {
        return sharding.entityRefFor(TopicCommand.TYPE_KEY, name.value());
    }

    private RecipientRef<SubscriptionCommand> subscription(SubscriptionId id) {
        return sharding.entityRefFor(SubscriptionCommand.TYPE_KEY, id.toString());
    }
}
