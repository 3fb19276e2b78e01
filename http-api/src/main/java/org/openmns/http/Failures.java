package org.openmns.http;

import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.ExceptionHandler;
import org.apache.pekko.http.javadsl.server.MethodRejection;
import org.apache.pekko.http.javadsl.server.Rejection;
import org.apache.pekko.http.javadsl.server.RejectionHandler;
import org.apache.pekko.http.javadsl.server.Route;
import org.openmns.catalogue.EventTypeRefused;
import org.openmns.cohort.CohortRefused;
import org.openmns.protocol.StageFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever went wrong, and whatever no route wanted, into its answer. */
final class Failures extends AllDirectives {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    /** The answer to a failure: the caller's mistake as it is named, an outage as 503, a bug as 500 without detail. */
    static HttpResponse answerTo(Throwable failure) {
        var cause = StageFailure.cause(failure);
        if (cause instanceof RequestRefused refused) {
            return refused.response();
        }
        if (cause instanceof AccessDenied denied) {
            return Errors.of(denied.why());
        }
        if (cause instanceof KeysUnusable) {
            return Errors.invalid("jwks", "Please provide a JWK Set (RFC 7517) of public keys that can be used");
        }
        if (cause instanceof ApplicationIsFixed) {
            return Errors.conflict("This application is part of the configuration and is changed there");
        }
        if (cause instanceof EventTypeRefused refused) {
            return Refusals.of(refused.why());
        }
        if (cause instanceof TokenRefused refused) {
            return TokenRoutes.answerTo(refused);
        }
        if (cause instanceof PublishRefused refused) {
            return Refusals.of(refused.why());
        }
        if (cause instanceof CohortRefused refused) {
            return Refusals.of(refused.why());
        }
        if (Outage.isBehind(cause)) {
            LOG.debug("answered 503", cause);
            return Errors.unavailable();
        }
        LOG.error("request failed", cause);
        return Errors.internal();
    }

    /** The route with our answers to failures and rejections, none of Pekko's. */
    Route seal(Route route) {
        return route.seal(rejections(), exceptions());
    }

    private ExceptionHandler exceptions() {
        return ExceptionHandler.newBuilder()
                .matchAny(failure -> complete(answerTo(failure)))
                .build();
    }

    private RejectionHandler rejections() {
        return RejectionHandler.newBuilder()
                .handleAll(MethodRejection.class, this::otherMethod)
                .handleNotFound(complete(Errors.notFound()))
                .handle(Rejection.class, rejection -> complete(Errors.badRequest("The request is not valid")))
                .build();
    }

    private Route otherMethod(List<MethodRejection> rejections) {
        return extractRequest(request -> {
            var allowed = allowed(rejections, Head.isLikeGet(request));
            return complete(
                    request.method().equals(HttpMethods.OPTIONS) ? options(allowed) : Errors.methodNotAllowed(allowed));
        });
    }

    private static HttpResponse options(List<String> allowed) {
        return HttpResponse.create()
                .withStatus(StatusCodes.NO_CONTENT)
                .addHeader(RawHeader.create("Allow", String.join(", ", allowed)));
    }

    private static List<String> allowed(List<MethodRejection> rejections, boolean headIsLikeGet) {
        var methods = new ArrayList<>(rejections.stream()
                .map(rejection -> rejection.supported().name())
                .distinct()
                .toList());
        if (headIsLikeGet && methods.contains("GET")) {
            methods.add("HEAD");
        }
        methods.add("OPTIONS");
        return methods;
    }
}
