package org.openmns.broker.delivery;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.openmns.broker.delivery.Exchanges.Plan;
import org.openmns.broker.delivery.OutboundHttp.Call;
import org.openmns.subscription.Channel.Payload;
import org.openmns.subscription.Channel.RestHook;

/**
 * Asks an endpoint whether it wants deliveries: by the OPTIONS of CloudEvents' webhook specification (HTTP 1.1 Web Hooks for
 * Event Delivery 1.0, section 4), or by FHIR's handshake notification.
 */
final class WebhookHandshake {

    static final String REQUEST_ORIGIN = "WebHook-Request-Origin";

    private static final String REQUEST_CALLBACK = "WebHook-Request-Callback";
    private static final String REQUEST_RATE = "WebHook-Request-Rate";
    private static final String ALLOWED_ORIGIN = "WebHook-Allowed-Origin";
    private static final String ALLOWED_RATE = "WebHook-Allowed-Rate";

    private final Exchanges exchanges;
    private final AccessTokens tokens;
    private final String publicBaseUrl;
    private final String origin;
    private final Clock clock;

    WebhookHandshake(Exchanges exchanges, AccessTokens tokens, String publicBaseUrl, Clock clock) {
        this.exchanges = exchanges;
        this.tokens = tokens;
        this.publicBaseUrl = publicBaseUrl;
        this.origin = URI.create(publicBaseUrl).getHost();
        this.clock = clock;
    }

    /** Who asks, and later delivers: the host of the public base URL, for all nodes alike. */
    String origin() {
        return origin;
    }

    CompletionStage<Consent> make(Introduction introduction, Endpoint endpoint) {
        var hook = (RestHook) introduction.attempt().channel();
        return exchanges.make(
                introduction.attempt().recipient().owner(),
                hook.payload() == Payload.FHIR_JSON
                        ? notification(introduction, hook, endpoint)
                        : validation(introduction, hook, endpoint));
    }

    private Plan<Consent> notification(Introduction introduction, RestHook hook, Endpoint endpoint) {
        var attempt = introduction.attempt();
        var proof = new Proof(attempt, tokens);
        return new Plan<>(
                endpoint,
                attempt.timeout(),
                deadline -> Future.succeededFuture(attempt)
                        .map(it -> notification(attempt, hook, endpoint))
                        .compose(call -> proof.on(call, deadline)),
                (response, latency) -> Consent.of(proof.judged(Webhook.answered(response, latency, clock))),
                Consent::none);
    }

    private Call notification(Attempt attempt, RestHook hook, Endpoint endpoint) {
        var body = FhirNotification.handshake(attempt.occurrence().event(), publicBaseUrl);
        var headers = RequestHeaders.of(attempt, hook, body, clock.instant());
        return new Call(HttpMethod.POST, endpoint, headers, Buffer.buffer(body));
    }

    private Plan<Consent> validation(Introduction introduction, RestHook hook, Endpoint endpoint) {
        var proof = new Proof(introduction.attempt(), tokens);
        return new Plan<>(
                endpoint,
                introduction.attempt().timeout(),
                deadline -> Future.succeededFuture(introduction)
                        .map(it -> options(introduction, hook, endpoint))
                        .compose(call -> proof.on(call, deadline)),
                (response, latency) -> validated(response, proof.judged(Webhook.answered(response, latency, clock))),
                Consent::none);
    }

    private Call options(Introduction introduction, RestHook hook, Endpoint endpoint) {
        var headers = RequestHeaders.ofHandshake(hook);
        headers.add(REQUEST_ORIGIN, origin);
        introduction.perMinute().ifPresent(rate -> headers.add(REQUEST_RATE, Integer.toString(rate)));
        headers.add(REQUEST_CALLBACK, callback(introduction));
        return new Call(HttpMethod.OPTIONS, endpoint, headers, Buffer.buffer());
    }

    private String callback(Introduction introduction) {
        var id = introduction.attempt().subscription();
        return publicBaseUrl + "/subscriptions/" + id + "/handshake/" + introduction.token();
    }

    private Consent validated(HttpClientResponse response, Outcome outcome) {
        return Consent.of(
                outcome,
                origin,
                Optional.ofNullable(response.getHeader(ALLOWED_ORIGIN)),
                Optional.ofNullable(response.getHeader(ALLOWED_RATE)));
    }
}
