package org.openmns.broker.delivery;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.openmns.broker.delivery.OutboundHttp.Call;
import org.openmns.broker.delivery.Outcome.Verdict;
import org.openmns.subscription.Channel.Payload;
import org.openmns.subscription.Channel.RestHook;

/**
 * Delivers by webhook: one signed POST an attempt. The status line decides; the answer's body is only read off the
 * connection. Outcomes complete on an event loop, so whoever waits for one must not block there.
 */
public final class Webhook implements DeliveryChannel, AutoCloseable {

    private final OutboundHttp http;
    private final Rendering rendering;
    private final Hydration hydration;
    private final AccessTokens tokens;
    private final WebhookSettings.Limits limits;
    private final Clock clock;
    private final AtomicInteger underWay = new AtomicInteger();

    /** Starts the event loops of this node's webhooks. {@code publicBaseUrl} is what FHIR Bundles refer to. */
    public Webhook(WebhookSettings settings, String publicBaseUrl, Resolver resolver, Clock clock) {
        this.http = new OutboundHttp(settings, resolver);
        this.rendering = new Rendering(publicBaseUrl);
        this.hydration = new Hydration(http, settings.limits().hydrationBytesMax());
        this.tokens = new AccessTokens(http);
        this.limits = settings.limits();
        this.clock = clock;
    }

    @Override
    public CompletionStage<Outcome> attempt(Attempt attempt) {
        var hook = (RestHook) attempt.channel();
        var endpoint = Endpoint.parse(hook.endpoint());
        if (endpoint.isEmpty()) {
            return unmade(Verdict.RETRY_SLOWLY, "the endpoint is not an http or https URL");
        }
        if (underWay.incrementAndGet() > limits.attemptsMax()) {
            underWay.decrementAndGet();
            return unmade(Verdict.UNMADE, "too many deliveries are under way");
        }
        var run = new Run(attempt, hook, endpoint.get(), System.nanoTime(), new CompletableFuture<>());
        try {
            http.onLoopOf(run.endpoint().host(), clockwork -> start(run, clockwork));
        } catch (RejectedExecutionException closed) {
            finish(run, run.unanswered(Verdict.UNMADE, "shutting down"));
        }
        return run.outcome();
    }

    /** How many attempts are under way, those included whose answer is still being read off the connection. */
    public int underWay() {
        return underWay.get();
    }

    private void start(Run run, OutboundHttp.Clockwork clockwork) {
        var deadline = new Deadline(clockwork, run.attempt().timeout(), () -> run.settle(run.timedOut()));
        body(run, deadline)
                .compose(body -> token(run, deadline)
                        .compose(token -> http.send(call(run, body, token), deadline)
                                .map(response -> new Answer(response, token))))
                .onComplete(answer -> answered(run, answer, deadline), failure -> failed(run, failure, deadline));
    }

    /** What came back, and the token that the request was made with. */
    private record Answer(HttpClientResponse response, Optional<AccessToken> token) {}

    private Future<Optional<AccessToken>> token(Run run, Deadline deadline) {
        return run.hook()
                .credentials()
                .oauth2()
                .map(grant -> tokens.get(run.attempt().subscription(), grant, deadline)
                        .map(Optional::of))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }

    private Future<byte[]> body(Run run, Deadline deadline) {
        var event = run.attempt().occurrence().event();
        var payload = run.hook().payload();
        var wanted = run.hook().hydration();
        var dataref = event.attributes().reference().dataref();
        if (payload != Payload.FHIR_JSON || !wanted.enabled() || dataref.isEmpty()) {
            return Future.succeededFuture(event).map(it -> rendering.body(it, payload));
        }
        return hydration
                .fetch(dataref.get(), wanted.headers(), deadline)
                .map(resource -> rendering.hydrated(event, resource));
    }

    private Call call(Run run, byte[] body, Optional<AccessToken> token) {
        var headers = RequestHeaders.of(run.attempt(), run.hook(), body, clock.instant());
        token.ifPresent(each -> headers.set("Authorization", "Bearer " + each.value()));
        var certificate = run.hook().credentials().clientCertificate();
        return new Call(HttpMethod.POST, run.endpoint(), headers, Buffer.buffer(body), certificate);
    }

    /** Settles at once; what follows only decides whether the connection can be used again. */
    private void answered(Run run, Answer answer, Deadline deadline) {
        var response = answer.response();
        AnswerBody.discard(response, limits.answerBytesMax()).onComplete(done -> {
            deadline.lift();
            underWay.decrementAndGet();
        });
        var retryAfter = Optional.ofNullable(response.getHeader("Retry-After"));
        var outcome = Outcome.answered(response.statusCode(), retryAfter, clock.instant(), run.latency());
        run.settle(wasRefused(run, answer) ? outcome.again() : outcome);
    }

    /** Whether it was the token that was refused, and an old one: with a new one the next attempt may succeed. */
    private boolean wasRefused(Run run, Answer answer) {
        if (answer.response().statusCode() != 401 || answer.token().isEmpty()) {
            return false;
        }
        var token = answer.token().get();
        run.hook()
                .credentials()
                .oauth2()
                .ifPresent(grant -> tokens.drop(run.attempt().subscription(), grant, token));
        return token.isOlderThan(run.startNanos());
    }

    private void failed(Run run, Throwable failure, Deadline deadline) {
        deadline.lift();
        finish(run, run.unanswered(Causes.verdict(failure), Causes.detail(failure)));
    }

    private void finish(Run run, Outcome outcome) {
        underWay.decrementAndGet();
        run.settle(outcome);
    }

    private static CompletionStage<Outcome> unmade(Verdict verdict, String detail) {
        return CompletableFuture.completedFuture(Outcome.unanswered(verdict, detail, Duration.ZERO));
    }

    /** Closes every connection; attempts under way fail. */
    @Override
    public void close() {
        http.close();
    }

    /** One attempt on its way. The first outcome counts: a deadline that passes may race with an answer. */
    private record Run(
            Attempt attempt, RestHook hook, Endpoint endpoint, long startNanos, CompletableFuture<Outcome> outcome) {

        Duration latency() {
            return Duration.ofNanos(System.nanoTime() - startNanos);
        }

        Outcome unanswered(Verdict verdict, String detail) {
            return Outcome.unanswered(verdict, detail, latency());
        }

        Outcome timedOut() {
            return unanswered(Verdict.RETRY, "timed out after " + words(attempt.timeout()));
        }

        void settle(Outcome result) {
            outcome.complete(result);
        }

        private static String words(Duration timeout) {
            return timeout.toMillis() % 1_000 == 0 ? timeout.toSeconds() + " s" : timeout.toMillis() + " ms";
        }
    }
}
