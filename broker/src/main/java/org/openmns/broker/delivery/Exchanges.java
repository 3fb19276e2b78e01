package org.openmns.broker.delivery;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.openmns.access.FairShare;
import org.openmns.access.Shares;
import org.openmns.broker.delivery.OutboundHttp.Call;
import org.openmns.broker.delivery.Outcome.Verdict;

/**
 * Makes single exchanges with endpoints, within the limits of the node: counted, timed, on the event loop of their host. The
 * head of the answer decides; its body is only read off the connection.
 */
final class Exchanges {

    private final OutboundHttp http;
    private final WebhookSettings.Limits limits;
    private final AtomicInteger underWay = new AtomicInteger();
    private final Shares shares;

    Exchanges(OutboundHttp http, WebhookSettings.Limits limits) {
        this.http = http;
        this.limits = limits;
        this.shares = new Shares(new FairShare(limits.attemptsShared()));
    }

    /**
     * What is wanted. {@code call} is made on the event loop, and may take time of its own; what comes of it is told either
     * by the head of the answer and the time that it took, or by why there was none.
     */
    record Plan<T>(
            Endpoint endpoint,
            Duration timeout,
            Function<Deadline, Future<Call>> call,
            BiFunction<HttpClientResponse, Duration, T> answered,
            Function<Outcome, T> unanswered) {}

    /** In the name of this application, within its share of what is under way. */
    <T> CompletionStage<T> make(String owner, Plan<T> plan) {
        var hold = shares.take(owner, 1);
        if (hold.isEmpty()) {
            return unmade(plan, "too many deliveries of this application are under way");
        }
        if (underWay.incrementAndGet() > limits.attemptsMax()) {
            underWay.decrementAndGet();
            hold.get().giveBack(1);
            return unmade(plan, "too many deliveries are under way");
        }
        var run = new Run<>(owner, plan, System.nanoTime(), new CompletableFuture<>(), hold.get());
        try {
            http.onLoopOf(plan.endpoint().host(), clockwork -> start(run, clockwork));
        } catch (RejectedExecutionException closed) {
            finish(run, Verdict.UNMADE, "shutting down");
        }
        return run.result();
    }

    private static <T> CompletionStage<T> unmade(Plan<T> plan, String why) {
        return CompletableFuture.completedFuture(
                plan.unanswered().apply(Outcome.unanswered(Verdict.UNMADE, why, Duration.ZERO)));
    }

    /** How many are under way, those included whose answer is still being read off the connection. */
    int underWay() {
        return underWay.get();
    }

    private void start(Run<?> run, OutboundHttp.Clockwork clockwork) {
        var deadline = new Deadline(clockwork, run.owner(), run.plan().timeout(), run::timeOut);
        run.plan()
                .call()
                .apply(deadline)
                .compose(call -> http.send(call, deadline))
                .onComplete(response -> answered(run, response, deadline), failure -> failed(run, failure, deadline));
    }

    /** Settles at once; what follows only decides whether the connection can be used again. */
    private void answered(Run<?> run, HttpClientResponse response, Deadline deadline) {
        AnswerBody.discard(response, limits.answerBytesMax()).onComplete(done -> {
            deadline.lift();
            leave(run);
        });
        run.answered(response);
    }

    private void failed(Run<?> run, Throwable failure, Deadline deadline) {
        deadline.lift();
        finish(run, Causes.verdict(failure), Causes.detail(failure));
    }

    private void finish(Run<?> run, Verdict verdict, String detail) {
        leave(run);
        run.unanswered(verdict, detail);
    }

    private void leave(Run<?> run) {
        underWay.decrementAndGet();
        run.hold().giveBack(1);
    }

    /** One exchange on its way. The first result counts: a deadline that passes may race with an answer. */
    private record Run<T>(String owner, Plan<T> plan, long startNanos, CompletableFuture<T> result, Shares.Hold hold) {

        private Duration latency() {
            return Duration.ofNanos(System.nanoTime() - startNanos);
        }

        void answered(HttpClientResponse response) {
            result.complete(plan.answered().apply(response, latency()));
        }

        void unanswered(Verdict verdict, String detail) {
            result.complete(plan.unanswered().apply(Outcome.unanswered(verdict, detail, latency())));
        }

        void timeOut() {
            unanswered(Verdict.RETRY, "timed out after " + words(plan.timeout()));
        }

        private static String words(Duration timeout) {
            return timeout.toMillis() % 1_000 == 0 ? timeout.toSeconds() + " s" : timeout.toMillis() + " ms";
        }
    }
}
