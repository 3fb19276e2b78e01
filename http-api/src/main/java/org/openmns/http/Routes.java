package org.openmns.http;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Query;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.http.scaladsl.model.IllegalUriException;

/** What the routes of every resource have in common: a leaf is a function from a request to its answer. */
final class Routes {

    private Routes() {}

    /** Answers with what the leaf promises; the request's body has arrived. */
    static Route answer(Function<HttpRequest, CompletionStage<HttpResponse>> leaf) {
        return Directives.extractRequest(request -> Directives.completeWithFuture(leaf.apply(request)));
    }

    /** A whole number in the query, within these bounds. */
    static long number(HttpRequest request, String name, long otherwise, long min, long max) {
        return parameter(request, name)
                .map(text -> number(name, text, min, max))
                .orElse(otherwise);
    }

    static Optional<String> parameter(HttpRequest request, String name) {
        return query(request).get(name);
    }

    private static Query query(HttpRequest request) {
        try {
            return request.getUri().query();
        } catch (IllegalUriException malformed) {
            throw new RequestRefused(Errors.badRequest("Please provide a valid query"));
        }
    }

    private static long number(String name, String text, long min, long max) {
        try {
            var number = Long.parseLong(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException malformed) {
            // Answered like a number out of range.
        }
        throw new RequestRefused(
                Errors.badRequest("The " + name + " parameter must be a whole number from " + min + " to " + max));
    }
}
