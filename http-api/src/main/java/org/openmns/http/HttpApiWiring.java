package org.openmns.http;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Clock;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.openmns.access.Shares;
import org.openmns.subscription.SubscriptionId;

/** Puts the parts of the {@link HttpApi} together. */
final class HttpApiWiring extends AllDirectives {

    private final ActorSystem<?> system;
    private final HttpApi.Ports ports;
    private final HttpApi.Vocabulary vocabulary;
    private final HttpApi.Options options;
    private final Body body;

    HttpApiWiring(ActorSystem<?> system, HttpApi.Ports ports, HttpApi.Vocabulary vocabulary, HttpApi.Options options) {
        this.system = system;
        this.ports = ports;
        this.vocabulary = vocabulary;
        this.options = options;
        this.body = new Body(
                system,
                options.limits().bodyTimeout(),
                new Shares(ports.onboarding().allowance().bodyBytes()));
    }

    HttpApi api(Route routes, OpenToAll open) {
        var limits = options.limits();
        var shares = new Shares(ports.onboarding().allowance().events());
        var events = new EventHandler(body, vocabulary, new Publishing(ports.publisher(), shares), limits);
        var uploads = new CohortUploads(system, ports, options.uploads(), limits.bodyBytesMax());
        var handlers = new Handlers(events, uploads, new Failures().seal(routes).function(system));
        return new HttpApi(handlers, open, ports, body, options);
    }

    Route routes(BiConsumer<SubscriptionId, String> secretKnown) {
        var limits = options.limits();
        var criteria = new CriteriaReader(vocabulary.types());
        var reader = new SubscriptionReader(
                criteria,
                new ChannelReader(options.endpoints().plainHttpAllowed()),
                new DeliveryReader(options.delivery()),
                Clock.systemUTC());
        var registers = ports.onboarding().registers();
        var deprecation = new Deprecation(vocabulary.types());
        var subscriptions = new Subscriptions(system, ports, options.endpoints().hosts(), limits.answerTimeout());
        var quota = new SubscriptionQuota(
                ports.onboarding().allowance().subscriptionsMax(),
                ports.stored().directory()::count,
                limits.answerTimeout(),
                Ticker.systemTicker());
        return concat(
                new SubscriptionRoutes(subscriptions, quota, reader, deprecation, secretKnown).routes(),
                new DeliveryRoutes(subscriptions, secretKnown).routes(),
                new HandshakeRoutes(subscriptions).routes(),
                new HistoryRoutes(subscriptions, ports.stored().history(), limits.answerTimeout()).routes(),
                new EventTypeRoutes(
                                vocabulary.types(),
                                new EventTypeReader(vocabulary.limits()),
                                deprecation,
                                limits.answerTimeout())
                        .routes(),
                new AccessRequestRoutes(
                                registers.requests(),
                                vocabulary.types(),
                                new AccessRequestReader(criteria),
                                limits.answerTimeout())
                        .routes(),
                new CohortRoutes(ports, limits.answerTimeout()).routes(),
                new CriteriaRoutes(criteria, vocabulary).routes(),
                new TokenRoutes(ports.onboarding().tokens()).routes(),
                new ApplicationRoutes(
                                registers.applications(),
                                new Belongings(
                                        subscriptions, ports.stored(), registers.requests(), limits.answerTimeout()),
                                vocabulary.types(),
                                new ApplicationReader(options.endpoints().plainHttpAllowed()),
                                limits.answerTimeout())
                        .routes(),
                new AuditRoutes(ports.onboarding().audit(), limits.answerTimeout()).routes(),
                new ServiceRoutes(options.version()).routes(),
                new OperatorRoutes(ports.operations()).health(),
                // POST /events is answered before any route; here stands what else is asked of it.
                path("events", () -> post(() -> complete(Errors.notFound()))));
    }
}
