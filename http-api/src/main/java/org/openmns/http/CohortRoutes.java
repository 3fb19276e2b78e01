package org.openmns.http;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.openmns.cohort.Cohort;
import org.openmns.cohort.CohortKey;
import org.openmns.cohort.CohortName;

/** {@code /cohorts}: listing, reading and deleting the lists that criteria refer to. */
final class CohortRoutes extends AllDirectives {

    private static final int LIST_MAX = 1_000;
    private static final int VALUES_USUAL = 1_000;
    private static final int VALUES_MAX = 10_000;

    private final Cohorts cohorts;
    private final Duration answerTimeout;

    CohortRoutes(HttpApi.Ports ports, Duration answerTimeout) {
        this.cohorts = ports.stored().cohorts();
        this.answerTimeout = answerTimeout;
    }

    Route routes() {
        return pathPrefix(
                "cohorts",
                () -> concat(
                        // GET /cohorts?after=&limit=
                        pathEnd(() -> get(() -> Routes.answer(this::list))),
                        path(
                                segment(),
                                name -> concat(
                                        // GET /cohorts/{name}
                                        get(() -> Routes.answer(request -> show(request, name))),
                                        // DELETE /cohorts/{name}
                                        delete(() -> Routes.answer(request -> delete(request, name))),
                                        // CohortUploads answers these before any route.
                                        put(() -> complete(Errors.notFound())),
                                        patch(() -> complete(Errors.notFound())))),
                        // GET /cohorts/{name}/values?after=&limit=
                        path(
                                segment().slash("values"),
                                name -> get(() -> Routes.answer(request -> values(request, name))))));
    }

    /** The owner's cohort that a URL names. */
    static CohortKey key(String owner, String name) {
        return new CohortKey(
                owner, CohortName.parse(name).orElseThrow(() -> new RequestRefused(Errors.invalidCohortName())));
    }

    private CohortKey key(HttpRequest request, String name) {
        return key(Callers.owner(request), name);
    }

    private CompletionStage<HttpResponse> list(HttpRequest request) {
        var max = (int) Routes.number(request, "limit", LIST_MAX, 1, LIST_MAX);
        var after = Routes.parameter(request, "after")
                .map(name -> key(request, name).name());
        // One more than a page tells whether there is a next one.
        return Deadline.within(answerTimeout, cohorts.list(Callers.owner(request), after, max + 1))
                .thenApply(found -> Json.ok(ListBody.of(found, max)));
    }

    record ListBody(List<Cohort> cohorts, Optional<String> next) {

        static ListBody of(List<Cohort> found, int max) {
            var page = found.stream().limit(max).toList();
            var next = found.size() > max
                    ? Optional.of("/cohorts?limit=" + max + "&after="
                            + page.get(max - 1).name())
                    : Optional.<String>empty();
            return new ListBody(page, next);
        }
    }

    private CompletionStage<HttpResponse> show(HttpRequest request, String name) {
        return Deadline.within(answerTimeout, cohorts.find(key(request, name)))
                .thenApply(found -> found.map(Json::ok).orElseGet(Errors::notFound));
    }

    private CompletionStage<HttpResponse> values(HttpRequest request, String name) {
        var max = (int) Routes.number(request, "limit", VALUES_USUAL, 1, VALUES_MAX);
        var after = Routes.parameter(request, "after");
        return Deadline.within(answerTimeout, cohorts.values(key(request, name), after, max))
                .thenApply(page -> Json.ok(ValuesBody.of(page, name, max)));
    }

    record ValuesBody(List<String> values, Optional<String> next) {

        /** Says no value: it may identify a patient. */
        @Override
        public String toString() {
            return "ValuesBody[" + values.size() + "]";
        }

        static ValuesBody of(Cohorts.Page page, String name, int max) {
            return new ValuesBody(
                    page.values(),
                    page.next().map(place -> "/cohorts/" + name + "/values?limit=" + max + "&after=" + place));
        }
    }

    private CompletionStage<HttpResponse> delete(HttpRequest request, String name) {
        return Deadline.within(answerTimeout, cohorts.delete(key(request, name)))
                .thenApply(deleted -> Json.noContent());
    }
}
