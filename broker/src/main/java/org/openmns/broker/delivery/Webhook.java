package org.openmns.broker.delivery;

import io.github.bucket4j.TimeMeter;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.openmns.broker.delivery.Exchanges.Plan;
import org.openmns.broker.delivery.OutboundHttp.Call;
import org.openmns.broker.delivery.Outcome.Verdict;
import org.openmns.subscription.AllowedHosts;
import org.openmns.subscription.Channel;
import org.openmns.subscription.Channel.Payload;
import org.openmns.subscription.Channel.RestHook;

/**
 * Delivers by webhook: one signed POST an attempt, whose status line decides. Outcomes complete on an event loop, so whoever
 * waits for one must not block there.
 */
public final class Webhook implements DeliveryChannel, AutoCloseable {

    /** What comes of an attempt to where its application may have no endpoint; the operator may allow it yet. */
    private static final Outcome NOT_ALLOWED =
            Outcome.unanswered(Verdict.RETRY_SLOWLY, "host not allowed", Duration.ZERO);

    private static final Outcome ASKED_ENOUGH =
            Outcome.unanswered(Verdict.UNMADE, "too many handshakes with this host", Duration.ZERO);

    /** As which key sets are fetched, whichever application's they are: its id has not been checked by then. */
    private static final String NOBODY = "";

    private final AllowedHosts hosts;
    private final OutboundHttp http;
    private final Exchanges exchanges;
    private final Rendering rendering;
    private final Hydration hydration;
    private final AccessTokens tokens;
    private final WebhookHandshake handshake;
    private final HandshakeRates handshakeRates;
    private final Clock clock;

    /** Starts the event loops of this node's webhooks. {@code publicBaseUrl} is what FHIR Bundles refer to. */
    public Webhook(WebhookSettings settings, String publicBaseUrl, Resolver resolver, Clock clock) {
        this(settings, AllowedHosts.ANY, publicBaseUrl, resolver, clock);
    }

    /** As above, for applications of which some may have their endpoints on these hosts only. */
    public Webhook(WebhookSettings settings, AllowedHosts hosts, String publicBaseUrl, Resolver resolver, Clock clock) {
        this.hosts = hosts;
        this.http = new OutboundHttp(settings, resolver);
        this.exchanges = new Exchanges(http, settings.limits());
        this.rendering = new Rendering(publicBaseUrl);
        this.hydration = new Hydration(http, hosts, settings.limits().hydrationBytesMax());
        this.tokens = new AccessTokens(http);
        this.handshake = new WebhookHandshake(exchanges, tokens, publicBaseUrl, clock);
        this.handshakeRates = new HandshakeRates(settings.limits().handshakes(), TimeMeter.SYSTEM_NANOTIME);
        this.clock = clock;
    }

    @Override
    public CompletionStage<Outcome> attempt(Attempt attempt) {
        var hook = (RestHook) attempt.channel();
        var endpoint = Endpoint.parse(hook.endpoint());
        if (endpoint.isEmpty()) {
            return CompletableFuture.completedStage(Endpoint.NONE);
        }
        return isAllowed(attempt, endpoint.get())
                ? exchanges.make(attempt.recipient().owner(), delivery(attempt, hook, endpoint.get()))
                : CompletableFuture.completedStage(NOT_ALLOWED);
    }

    /** Also where it fetches its tokens is for its application to choose. */
    private boolean isAllowed(Attempt attempt, Endpoint endpoint) {
        var owner = attempt.recipient().owner();
        var tokenServer = ((RestHook) attempt.channel())
                .credentials()
                .oauth2()
                .flatMap(grant -> Endpoint.parse(grant.tokenUrl()));
        return hosts.permit(owner, endpoint.host())
                && tokenServer
                        .filter(server -> !hosts.permit(owner, server.host()))
                        .isEmpty();
    }

    private Plan<Outcome> delivery(Attempt attempt, RestHook hook, Endpoint endpoint) {
        var proof = new Proof(attempt, tokens);
        return new Plan<>(
                endpoint,
                attempt.timeout(),
                deadline -> body(attempt, hook, deadline)
                        .map(body -> call(attempt, hook, endpoint, body))
                        .compose(call -> proof.on(call, deadline)),
                (response, latency) -> proof.judged(answered(response, latency, clock)),
                unanswered -> unanswered);
    }

    @Override
    public CompletionStage<Consent> handshake(Introduction introduction) {
        var attempt = introduction.attempt();
        var endpoint = Endpoint.parse(((RestHook) attempt.channel()).endpoint());
        if (endpoint.isEmpty()) {
            return CompletableFuture.completedStage(Consent.none(Endpoint.NONE));
        }
        return isAllowed(attempt, endpoint.get())
                ? handshake(introduction, endpoint.get())
                : CompletableFuture.completedStage(Consent.none(NOT_ALLOWED));
    }

    private CompletionStage<Consent> handshake(Introduction introduction, Endpoint endpoint) {
        var owner = introduction.attempt().recipient().owner();
        if (!handshakeRates.admit(owner, endpoint.host())) {
            return CompletableFuture.completedStage(Consent.none(ASKED_ENOUGH));
        }
        return handshake.make(introduction, endpoint).whenComplete((consent, failure) -> {
            if (consent != null && consent.given()) {
                handshakeRates.agreed(owner, endpoint.host());
            }
        });
    }

    /** The JSON object at this URL, under the same guard and limits as webhooks: the keys of an application. */
    public CompletionStage<String> fetch(String url, Duration timeout) {
        var fetched = new CompletableFuture<String>();
        var endpoint = Endpoint.parse(url);
        if (endpoint.isEmpty()) {
            return CompletableFuture.failedFuture(new AttemptFailure(Verdict.RETRY, "not an http or https URL"));
        }
        http.onLoopOf(endpoint.get().host(), clockwork -> {
            var failure = new AttemptFailure(Verdict.RETRY, "timed out");
            var deadline = new Deadline(clockwork, NOBODY, timeout, () -> fetched.completeExceptionally(failure));
            hydration
                    .fetch(url, Channel.Hydration.OFF, deadline)
                    .onComplete(done -> deadline.lift())
                    .onComplete(fetched::complete, fetched::completeExceptionally);
        });
        return fetched;
    }

    /** How many attempts are under way, those included whose answer is still being read off the connection. */
    public int underWay() {
        return exchanges.underWay();
    }

    private Future<byte[]> body(Attempt attempt, RestHook hook, Deadline deadline) {
        var event = attempt.occurrence().event();
        var payload = hook.payload();
        var wanted = hook.hydration();
        var dataref = event.attributes().reference().dataref();
        if (payload != Payload.FHIR_JSON || !wanted.enabled() || dataref.isEmpty()) {
            return Future.succeededFuture(event).map(it -> rendering.body(it, payload));
        }
        return hydration.fetch(dataref.get(), wanted, deadline).map(resource -> rendering.hydrated(event, resource));
    }

    private Call call(Attempt attempt, RestHook hook, Endpoint endpoint, byte[] body) {
        var headers = RequestHeaders.of(attempt, hook, body, clock.instant());
        if (hook.payload() != Payload.FHIR_JSON) {
            headers.add(WebhookHandshake.REQUEST_ORIGIN, handshake.origin());
        }
        return new Call(HttpMethod.POST, endpoint, headers, Buffer.buffer(body));
    }

    static Outcome answered(HttpClientResponse response, Duration latency, Clock clock) {
        var retryAfter = Optional.ofNullable(response.getHeader("Retry-After"));
        return Outcome.answered(response.statusCode(), retryAfter, clock.instant(), latency);
    }

    /** Closes every connection; attempts under way fail. */
    @Override
    public void close() {
        http.close();
    }
}
