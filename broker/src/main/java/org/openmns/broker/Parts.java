package org.openmns.broker;

import java.time.Clock;
import org.apache.pekko.actor.typed.ActorSystem;
import org.openmns.broker.access.NodeOnboarding;
import org.openmns.broker.cohort.NodeCohorts;
import org.openmns.broker.delivery.Resolver;
import org.openmns.broker.delivery.Webhook;
import org.openmns.broker.delivery.WebhookSettings;
import org.openmns.broker.secret.SecretsSetup;
import org.openmns.broker.store.Attempts;
import org.openmns.broker.store.Database;
import org.openmns.broker.store.DeadLetters;
import org.openmns.broker.store.Registry;
import org.openmns.broker.subscription.Surroundings.Stores;
import org.openmns.broker.topic.TopicLog;
import org.openmns.config.Settings;
import org.openmns.subscription.AllowedHosts;

/** What a node is made of before its entities start and its port opens. */
record Parts(
        Settings settings,
        Database database,
        ActorSystem<Void> system,
        Stores stores,
        NodeCohorts cohorts,
        Webhook webhook,
        NodeOnboarding onboarding)
        implements AutoCloseable {

    static Parts of(Settings settings, Database database, ActorSystem<Void> system) {
        var cohorts = NodeCohorts.start(system, database, settings.cohort());
        var attempts = settings.delivery().attempts();
        var usual = WebhookSettings.defaults();
        var webhook = new Webhook(
                new WebhookSettings(
                        new WebhookSettings.Egress(
                                attempts.guard().allowLoopback(),
                                attempts.guard().dnsCache(),
                                attempts.guard().proxy()),
                        usual.trustedCertificates(),
                        usual.eventLoops(),
                        new WebhookSettings.Limits(
                                usual.limits().attemptsMax(),
                                settings.access().limits().fairShare().deliveries(),
                                attempts.answerBytesMax(),
                                usual.limits().hydrationBytesMax()),
                        new WebhookSettings.Connections(
                                attempts.connectionsPerHostMax(),
                                usual.connections().waitingPerHostMax(),
                                usual.connections().connectTimeout(),
                                usual.connections().keepAlive())),
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
        var onboarding = NodeOnboarding.start(
                database,
                settings.access(),
                new NodeOnboarding.Means(
                        SecretsSetup.keysOf(system.classicSystem()).derivedAll(NodeOnboarding.tokenKeyLabel()),
                        settings.node().publicBaseUrl(),
                        webhook::fetch,
                        Clock.systemUTC()));
        return new Parts(settings, database, system, stores, cohorts, webhook, onboarding);
    }

    /** Closes what the actors wrote to; the database last. Only after they have ended. */
    @Override
    public void close() {
        onboarding.close();
        webhook.close();
        cohorts.close();
        stores.attempts().close();
        database.close();
    }
}
