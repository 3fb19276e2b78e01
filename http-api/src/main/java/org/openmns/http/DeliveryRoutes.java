package org.openmns.http;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.openmns.subscription.SigningSecret;
import org.openmns.subscription.SubscriptionCommand;
import org.openmns.subscription.SubscriptionCommand.Describe;
import org.openmns.subscription.SubscriptionCommand.Pause;
import org.openmns.subscription.SubscriptionCommand.Replay;
import org.openmns.subscription.SubscriptionCommand.Resume;
import org.openmns.subscription.SubscriptionCommand.RotateSecret;
import org.openmns.subscription.SubscriptionCommand.Test;
import org.openmns.subscription.SubscriptionId;
import org.openmns.subscription.SubscriptionReply;
import org.openmns.subscription.SubscriptionReply.Accepted;
import org.openmns.subscription.SubscriptionReply.Counts;
import org.openmns.subscription.SubscriptionReply.Described;
import org.openmns.subscription.SubscriptionReply.Expiry;
import org.openmns.subscription.SubscriptionReply.LastError;
import org.openmns.subscription.SubscriptionReply.Tested;

/** {@code /subscriptions/{id}/…}: how a subscription's deliveries go, and what its owner may do about them. */
final class DeliveryRoutes extends AllDirectives {

    /** The longest attempt, and a little for finding the subscription. */
    static final Duration TEST_TIMEOUT = DeliveryReader.ATTEMPT_TIMEOUT_MAX.plusSeconds(5);

    private final SecureRandom random = new SecureRandom();
    private final Subscriptions subscriptions;
    private final BiConsumer<SubscriptionId, String> secretKnown;

    DeliveryRoutes(Subscriptions subscriptions, BiConsumer<SubscriptionId, String> secretKnown) {
        this.subscriptions = subscriptions;
        this.secretKnown = secretKnown;
    }

    Route routes() {
        return pathPrefix("subscriptions", () -> pathPrefix(segment(), this::routes));
    }

    private Route routes(String id) {
        return concat(
                // POST /subscriptions/{id}/pause
                path("pause", () -> post(() -> accept(id, Pause::new))),
                // POST /subscriptions/{id}/resume
                path("resume", () -> post(() -> Routes.answer(request -> resume(request, id)))),
                // GET /subscriptions/{id}/status
                path("status", () -> get(() -> Routes.answer(request -> status(request, id)))),
                // POST /subscriptions/{id}/replay
                path("replay", () -> post(() -> Routes.answer(request -> replay(request, id)))),
                // POST /subscriptions/{id}/test
                path("test", () -> post(() -> Routes.answer(request -> test(request, id)))),
                // POST /subscriptions/{id}/secret/rotate
                path(
                        segment("secret").slash("rotate"),
                        () -> post(() -> Routes.answer(request -> rotateSecret(request, id)))));
    }

    private Route accept(String id, Function<ActorRef<SubscriptionReply>, SubscriptionCommand> command) {
        return Routes.answer(request ->
                subscriptions.ask(request, id, Accepted.class, command).thenApply(accepted -> Json.noContent()));
    }

    private CompletionStage<HttpResponse> resume(HttpRequest request, String id) {
        return subscriptions
                .askAsFollower(request, id, Accepted.class, Resume::new)
                .thenApply(accepted -> Json.noContent());
    }

    private CompletionStage<HttpResponse> status(HttpRequest request, String id) {
        return subscriptions
                .ask(request, id, Described.class, Describe::new)
                .thenApply(described -> Json.ok(StatusBody.of(described)));
    }

    /** {@code behind}: known matching events and the log not yet looked at, and the age of the oldest. */
    record StatusBody(HealthBody health, PositionBody position, Counts counts, List<Expiry> expired) {

        static StatusBody of(Described described) {
            return new StatusBody(
                    HealthBody.of(described.health()),
                    PositionBody.of(described.position()),
                    described.counts(),
                    described.expired());
        }
    }

    record HealthBody(
            String status,
            boolean paused,
            String breaker,
            Optional<Instant> lastSuccess,
            Optional<LastError> lastError) {

        static HealthBody of(SubscriptionReply.Health health) {
            return new HealthBody(
                    health.status().code(),
                    health.paused(),
                    health.breaker(),
                    health.lastSuccess(),
                    health.lastError());
        }
    }

    record PositionBody(long cursor, long head, BehindBody behind, int inFlight, boolean lagging) {

        static PositionBody of(SubscriptionReply.Position position) {
            var behind = new BehindBody(
                    position.behind().events(), position.behind().time().toMillis());
            return new PositionBody(
                    position.cursor(), position.head(), behind, position.inFlight(), position.lagging());
        }
    }

    record BehindBody(long events, long milliseconds) {}

    private CompletionStage<HttpResponse> replay(HttpRequest request, String id) {
        var body = ReplayBody.read(Bytes.of(request));
        return subscriptions
                .askAsFollower(request, id, Accepted.class, replyTo -> new Replay(body.from(), body.to(), replyTo))
                .thenApply(accepted -> Json.noContent());
    }

    record ReplayBody(Instant from, Instant to) {

        private static final int INSTANT_LENGTH_MAX = 64;

        static ReplayBody read(byte[] json) {
            var document = StrictJson.read(json);
            var fields = new Fields("", document.root(), document.errors()).only(Set.of("from", "to"));
            var from = instant(fields, "from");
            var to = instant(fields, "to");
            if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
                fields.wrong("to", "Please provide a time after from");
            }
            if (from.isEmpty() || to.isEmpty() || !document.errors().isEmpty()) {
                throw new RequestRefused(Errors.invalid(document.errors()));
            }
            return new ReplayBody(from.get(), to.get());
        }

        private static Optional<Instant> instant(Fields fields, String name) {
            var text = fields.text(name, 1, INSTANT_LENGTH_MAX);
            var instant = text.flatMap(SubscriptionReader::instant);
            if (text.isPresent() && instant.isEmpty()) {
                fields.wrong(name, "Please provide an instant such as 2030-01-31T23:59:59Z");
            }
            return instant;
        }
    }

    private CompletionStage<HttpResponse> test(HttpRequest request, String id) {
        return subscriptions
                .ask(request, id, Tested.class, Test::new, TEST_TIMEOUT)
                .thenApply(tested -> Json.ok(TestedBody.of(tested)));
    }

    record TestedBody(boolean delivered, Optional<Integer> httpStatus, String detail, long latencyMilliseconds) {

        static TestedBody of(Tested tested) {
            return new TestedBody(
                    tested.delivered(),
                    tested.httpStatus(),
                    tested.detail(),
                    tested.latency().toMillis());
        }
    }

    private CompletionStage<HttpResponse> rotateSecret(HttpRequest request, String id) {
        var secret = SigningSecret.generate(random);
        return subscriptions
                .ask(request, id, Accepted.class, replyTo -> new RotateSecret(secret, replyTo))
                .thenApply(accepted -> {
                    secretKnown.accept(Subscriptions.id(id), secret);
                    return Json.ok(Json.only("secret", secret));
                });
    }
}
