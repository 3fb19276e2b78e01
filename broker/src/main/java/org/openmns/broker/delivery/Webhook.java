package org.openmns.broker.delivery;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
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
    private final WebhookSettings.Limits limits;
    private final Clock clock;
    private final AtomicInteger underWay = new AtomicInteger();

    /** Starts the event loops of this node's webhooks. {@code publicBaseUrl} is what FHIR Bundles refer to. */
    public Webhook(WebhookSettings settings, String publicBaseUrl, Resolver resolver, Clock clock) {
        this.http = new OutboundHttp(settings, resolver);
        this.rendering = new Rendering(publicBaseUrl);
        this.hydration = new Hydration(http, settings.limits().hydrationBytesMax());
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

    /** The JSON object at this URL, under the same guard and limits as webhooks: the keys of an application. */
    public CompletionStage<String> fetch(String url, Duration timeout) {
        var fetched = new CompletableFuture<String>();
        var endpoint = Endpoint.parse(url);
        if (endpoint.isEmpty()) {
            return CompletableFuture.failedFuture(new AttemptFailure(Verdict.RETRY, "not an http or https URL"));
        }
        http.onLoopOf(endpoint.get().host(), clockwork -> {
            var failure = new AttemptFailure(Verdict.RETRY, "timed out");
            var deadline = new Deadline(clockwork, timeout, () -> fetched.completeExceptionally(failure));
            hydration
                    .fetch(url, Map.of(), deadline)
                    .onComplete(done -> deadline.lift())
                    .onComplete(fetched::complete, fetched::completeExceptionally);
        });
        return fetched;
    }

    /** How many attempts are under way, those included whose answer is still being read off the connection. */
    public int underWay() {
        return underWay.get();
    }

    private void start(Run run, OutboundHttp.Clockwork clockwork) {
        var deadline = new Deadline(clockwork, run.attempt().timeout(), () -> run.settle(run.timedOut()));
        body(run, deadline)
                .compose(body -> http.send(call(run, body), deadline))
                .onComplete(response -> answered(run, response, deadline), failure -> failed(run, failure, deadline));
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

    private Call call(Run run, byte[] body) {
        var headers = RequestHeaders.of(run.attempt(), run.hook(), body, clock.instant());
        return new Call(HttpMethod.POST, run.endpoint(), headers, Buffer.buffer(body));
    }

    /** Settles at once; what follows only decides whether the connection can be used again. */
    private void answered(Run run, HttpClientResponse response, Deadline deadline) {
        AnswerBody.discard(response, limits.answerBytesMax()).onComplete(done -> {
            deadline.lift();
            underWay.decrementAndGet();
        });
        var retryAfter = Optional.ofNullable(response.getHeader("Retry-After"));
        run.settle(Outcome.answered(response.statusCode(), retryAfter, clock.instant(), run.latency()));
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
