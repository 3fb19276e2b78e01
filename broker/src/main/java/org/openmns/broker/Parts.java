package org.openmns.broker;

import java.time.Clock;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.openmns.broker.access.Followers;
import org.openmns.broker.access.Governing;
import org.openmns.broker.access.NodeOnboarding;
import org.openmns.broker.catalogue.NodeCatalogue;
import org.openmns.broker.cohort.NodeCohorts;
import org.openmns.broker.delivery.Resolver;
import org.openmns.broker.delivery.Webhook;
import org.openmns.broker.delivery.WebhookSettings;
import org.openmns.broker.secret.SecretsSetup;
import org.openmns.broker.store.Attempts;
import org.openmns.broker.store.Database;
import org.openmns.broker.store.DeadLetters;
import org.openmns.broker.store.OwnedSubscriptions;
import org.openmns.broker.store.Registry;
import org.openmns.broker.subscription.Surroundings.Stores;
import org.openmns.broker.topic.TopicLog;
import org.openmns.config.Settings;
import org.openmns.event.Catalogue;
import org.openmns.subscription.AllowedHosts;
import org.openmns.subscription.SubscriptionCommand;
import org.openmns.subscription.SubscriptionId;

/** What a node is made of before its entities start and its port opens. */
record Parts(
        Settings settings,
        Database database,
        ActorSystem<Void> system,
        Stores stores,
        NodeCohorts cohorts,
        Webhook webhook,
        NodeCatalogue catalogue,
        NodeOnboarding onboarding)
        implements AutoCloseable {

    static Parts of(Settings settings, Database database, ActorSystem<Void> system, Catalogue configured) {
        var cohorts = NodeCohorts.start(system, database, settings.cohort());
        var attempts = settings.delivery().attempts();
        var webhook = new Webhook(
                webhooks(settings),
                AllowedHosts.of(attempts.guard().allowedHosts()),
                settings.node().publicBaseUrl(),
                Resolver.SYSTEM,
                Clock.systemUTC());
        var attemptLog = settings.delivery().attemptLog();
        var policy = Attempts.Policy.valueOf(attemptLog.keep().name());
        var stores = new Stores(
                new Registry(database, SecretsSetup.keysOf(system.classicSystem())),
                new DeadLetters(database),
                new Attempts(database, policy, attemptLog.queueMax()),
                new TopicLog(system, database),
                cohorts.table());
        var catalogue = NodeCatalogue.start(database, settings.catalogue(), configured, Clock.systemUTC());
        var onboarding = NodeOnboarding.start(
                database,
                settings.access(),
                new NodeOnboarding.Means(
                        SecretsSetup.keysOf(system.classicSystem()).derivedAll(NodeOnboarding.tokenKeyLabel()),
                        settings.node().publicBaseUrl(),
                        webhook::fetch,
                        governing(catalogue),
                        Clock.systemUTC()),
                new Followers.Reach(
                        new OwnedSubscriptions(database), id -> subscription(system, id), cohorts.api(), system));
        return new Parts(settings, database, system, stores, cohorts, webhook, catalogue, onboarding);
    }

    private static Governing governing(NodeCatalogue catalogue) {
        return new Governing(
                type -> catalogue.entries().governance(type),
                () -> catalogue.entries().restricted());
    }

    /** Its region starts later, but before anybody is let in. */
    private static RecipientRef<SubscriptionCommand> subscription(ActorSystem<Void> system, SubscriptionId id) {
        return ClusterSharding.get(system).entityRefFor(SubscriptionCommand.TYPE_KEY, id.toString());
    }

    private static WebhookSettings webhooks(Settings settings) {
        var attempts = settings.delivery().attempts();
        var usual = WebhookSettings.defaults();
        var client = attempts.client();
        return new WebhookSettings(
                new WebhookSettings.Egress(
                        attempts.guard().allowLoopback(),
                        attempts.guard().allowHttp(),
                        attempts.guard().dnsCache(),
                        attempts.guard().proxy()),
                usual.trustedCertificates(),
                client.eventLoops() > 0 ? client.eventLoops() : usual.eventLoops(),
                new WebhookSettings.Limits(
                        client.attemptsMax(),
                        settings.access().limits().fairShare().deliveries(),
                        attempts.answerBytesMax(),
                        usual.limits().hydrationBytesMax(),
                        settings.handshake().perHost()),
                new WebhookSettings.Connections(
                        client.perHost().connectionsMax(),
                        client.perHost().waitingMax(),
                        client.connectTimeout(),
                        client.keepAlive()));
    }

    /** Closes what the actors wrote to; the database last. Only after they have ended. */
    @Override
    public void close() {
        onboarding.close();
        catalogue.close();
        webhook.close();
        cohorts.close();
        stores.attempts().close();
        database.close();
    }
}
