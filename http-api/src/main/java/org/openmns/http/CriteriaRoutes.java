package org.openmns.http;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.openmns.cohort.CohortKey;
import org.openmns.criteria.Criteria;
import org.openmns.criteria.Explanation;
import org.openmns.event.Event;
import org.openmns.event.FieldErrors;
import org.openmns.event.Sender;

/** {@code /criteria}: trying criteria out before subscribing with them. */
final class CriteriaRoutes extends AllDirectives {

    private final CriteriaReader criteria;
    private final HttpApi.Vocabulary vocabulary;

    CriteriaRoutes(CriteriaReader criteria, HttpApi.Vocabulary vocabulary) {
        this.criteria = criteria;
        this.vocabulary = vocabulary;
    }

    Route routes() {
        // POST /criteria/check
        return pathPrefix(
                "criteria",
                () -> path(
                        "check",
                        () -> post(() -> Routes.answer(request -> CompletableFuture.completedStage(check(request))))));
    }

    record CheckedBody(boolean matches, Optional<String> failedTest) {

        /** Says no test: its values may identify a patient. */
        @Override
        public String toString() {
            return "CheckedBody[" + matches + "]";
        }

        static CheckedBody of(Explanation explanation) {
            return new CheckedBody(explanation.matches(), explanation.failedTest());
        }
    }

    private HttpResponse check(HttpRequest request) {
        var document = StrictJson.read(Bytes.of(request));
        var fields = new Fields("", document.root(), document.errors()).only(Set.of("criteria", "event"));
        var criteriaRead = criteria.read(fields, "criteria");
        var event = event(fields);
        if (criteriaRead.isEmpty() || event.isEmpty() || !document.errors().isEmpty()) {
            return Errors.invalid(document.errors());
        }
        var bound = bound(criteriaRead.get(), Callers.owner(request));
        return Json.ok(CheckedBody.of(bound.explain(event.get())));
    }

    /** As a subscription of the asking application would match; a cohort that it does not have holds nothing. */
    private Criteria bound(Criteria read, String owner) {
        return read.bind(cohort -> vocabulary.cohorts().apply(new CohortKey(owner, cohort)));
    }

    /** The event, with what is wrong with it noted under {@code event}. */
    private Optional<Event> event(Fields fields) {
        var event = fields.object("event");
        if (fields.isWrong("event")) {
            return Optional.empty();
        }
        return vocabulary
                .format()
                .structured(Json.bytes(event.node()), Sender.anybody(CorrelationId.next()))
                .fold(Optional::of, errors -> none(event, errors), Optional::empty);
    }

    private static Optional<Event> none(Fields event, FieldErrors errors) {
        errors.messages().forEach(event::wrong);
        return Optional.empty();
    }
}
