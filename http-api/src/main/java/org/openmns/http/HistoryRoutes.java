package org.openmns.http;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.openmns.protocol.Listing;
import org.openmns.subscription.AttemptRecord;
import org.openmns.subscription.DeadLetter;
import org.openmns.subscription.SubscriptionCommand.Discard;
import org.openmns.subscription.SubscriptionCommand.Redrive;
import org.openmns.subscription.SubscriptionReply.Counted;

/** {@code /subscriptions/{id}/attempts} and {@code …/dead-letters}: what became of deliveries, and a second chance. */
final class HistoryRoutes extends AllDirectives {

    private static final int ATTEMPTS_MAX = 1_000;
    private static final int ATTEMPTS_USUAL = 100;

    private static final int DEAD_LETTERS_MAX = 100;

    private static final int REDRIVE_MAX = 1_000;

    private final Subscriptions subscriptions;
    private final History history;
    private final Duration answerTimeout;

    HistoryRoutes(Subscriptions subscriptions, History history, Duration answerTimeout) {
        this.subscriptions = subscriptions;
        this.history = history;
        this.answerTimeout = answerTimeout;
    }

    Route routes() {
        return pathPrefix("subscriptions", () -> pathPrefix(segment(), this::routes));
    }

    private Route routes(String id) {
        return concat(
                // GET /subscriptions/{id}/attempts?limit=
                path("attempts", () -> get(() -> Routes.answer(request -> attempts(request, id)))),
                path(
                        "dead-letters",
                        () -> concat(
                                // GET /subscriptions/{id}/dead-letters?after=&limit=
                                get(() -> Routes.answer(request -> deadLetters(request, id))),
                                // DELETE /subscriptions/{id}/dead-letters?offset=
                                delete(() -> Routes.answer(request -> discard(request, id))))),
                // POST /subscriptions/{id}/dead-letters/redrive
                path(
                        segment("dead-letters").slash("redrive"),
                        () -> post(() -> Routes.answer(request -> redrive(request, id)))));
    }

    private CompletionStage<HttpResponse> attempts(HttpRequest request, String id) {
        var max = (int) Routes.number(request, "limit", ATTEMPTS_USUAL, 1, ATTEMPTS_MAX);
        return subscriptions
                .find(request, id)
                .thenCompose(found -> Deadline.within(answerTimeout, history.attempts(found.id(), max)))
                .thenApply(found -> Json.ok(Json.only(
                        "attempts", found.stream().map(AttemptBody::of).toList())));
    }

    record AttemptBody(long offset, int attempt, Instant at, ResultBody result) {

        static AttemptBody of(AttemptRecord attempt) {
            return new AttemptBody(attempt.offset(), attempt.number(), attempt.at(), ResultBody.of(attempt.result()));
        }
    }

    record ResultBody(boolean delivered, Optional<Integer> httpStatus, String detail, long latencyMilliseconds) {

        static ResultBody of(AttemptRecord.Result result) {
            return new ResultBody(
                    result.delivered(),
                    result.httpStatus(),
                    result.detail(),
                    result.latency().toMillis());
        }
    }

    private CompletionStage<HttpResponse> deadLetters(HttpRequest request, String id) {
        var after = Routes.number(request, "after", 0, 0, Long.MAX_VALUE);
        var max = (int) Routes.number(request, "limit", DEAD_LETTERS_MAX, 1, DEAD_LETTERS_MAX);
        return subscriptions
                .findAsFollower(request, id)
                .thenCompose(found -> Deadline.within(answerTimeout, history.deadLetters(found.id(), after, max)))
                .thenApply(found -> Json.ok(DeadLettersBody.of(found, id, max)));
    }

    record DeadLettersBody(List<DeadLetterBody> deadLetters, Optional<String> next) {

        static DeadLettersBody of(Listing<DeadLetter> found, String id, int max) {
            var page = found.map(DeadLetterBody::of);
            return new DeadLettersBody(
                    page.entries(),
                    page.last()
                            .map(last ->
                                    "/subscriptions/" + id + "/dead-letters?limit=" + max + "&after=" + last.offset()));
        }
    }

    record DeadLetterBody(
            long offset,
            int attempts,
            String error,
            Instant at,
            @JsonRawValue String event) {

        /** Says no event: it is about a patient. */
        @Override
        public String toString() {
            return "DeadLetterBody[" + offset + "]";
        }

        static DeadLetterBody of(DeadLetter letter) {
            var occurrence = letter.occurrence();
            return new DeadLetterBody(
                    occurrence.offset(),
                    letter.attempts(),
                    letter.error(),
                    letter.at(),
                    occurrence.event().body().text());
        }
    }

    private CompletionStage<HttpResponse> discard(HttpRequest request, String id) {
        var offsets = Routes.parameter(request, "offset").isPresent()
                ? Set.of(Routes.number(request, "offset", 0, 1, Long.MAX_VALUE))
                : Set.<Long>of();
        return subscriptions
                .ask(request, id, Counted.class, replyTo -> new Discard(offsets, replyTo))
                .thenApply(counted -> Json.ok(Json.only("deleted", counted.count())));
    }

    private CompletionStage<HttpResponse> redrive(HttpRequest request, String id) {
        var offsets = Bytes.any(request).length == 0 ? Set.<Long>of() : offsets(Bytes.of(request));
        return subscriptions
                .askAsFollower(request, id, Counted.class, replyTo -> new Redrive(offsets, replyTo))
                .thenApply(counted -> Json.ok(Json.only("redriven", counted.count())));
    }

    /** The offsets to redrive; none means all of them. */
    private static Set<Long> offsets(byte[] json) {
        var document = StrictJson.read(json);
        var fields = new Fields("", document.root(), document.errors()).only(Set.of("offsets"));
        var offsets = new HashSet<Long>();
        for (JsonNode offset : fields.optionalArray("offsets", REDRIVE_MAX)) {
            if (!offset.isIntegralNumber() || !offset.canConvertToLong() || offset.longValue() < 1) {
                fields.wrong("offsets", "Please provide offsets as GET …/dead-letters lists them");
            }
            offsets.add(offset.longValue());
        }
        if (fields.has("offsets") && offsets.isEmpty()) {
            fields.wrong("offsets", "Please provide at least one offset, or leave the field out for all");
        }
        if (!document.errors().isEmpty()) {
            throw new RequestRefused(Errors.invalid(document.errors()));
        }
        return offsets;
    }
}
