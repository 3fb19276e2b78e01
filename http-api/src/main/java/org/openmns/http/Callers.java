package org.openmns.http;

import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.AttributeKey;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.openmns.access.Caller;
import org.openmns.event.TopicName;
import org.openmns.http.AccessDenied.Why;

/** Who sent a request: asked once at the door, and carried by the request from there on. */
final class Callers {

    private static final AttributeKey<Caller> CALLER = AttributeKey.create("caller", Caller.class);
    private static final String BEARER = "bearer ";

    private final Access access;

    Callers(Access access) {
        this.access = access;
    }

    /** The caller of this request; fails with {@link AccessDenied}. */
    CompletionStage<Caller> ask(HttpRequest request) {
        return access.caller(
                request.getHeader("Authorization").map(HttpHeader::value).map(Callers::token));
    }

    private static String token(String authorization) {
        if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw new AccessDenied(Why.INVALID);
        }
        return authorization.substring(BEARER.length()).strip();
    }

    static HttpRequest with(HttpRequest request, Caller caller) {
        return request.addAttribute(CALLER, caller);
    }

    /** The caller of a request that has passed the door. */
    static Caller of(HttpRequest request) {
        return request.getAttribute(CALLER)
                .orElseThrow(() -> new IllegalStateException("a request came past the door"));
    }

    /** As the owner of what it creates is stored. */
    static String owner(HttpRequest request) {
        return of(request).owner();
    }

    /** Refused with 403 where the caller may not have events of this type now. */
    static void requireMayFollow(HttpRequest request, TopicName type) {
        if (!of(request).mayFollow(type)) {
            throw new RequestRefused(Errors.forbidden());
        }
    }

    /** Refused with 403 where the caller may follow nothing: then nothing could refer to what it stores. */
    static void requireMayFollowAny(HttpRequest request) {
        if (!of(request).mayFollowAny()) {
            throw new RequestRefused(Errors.forbidden());
        }
    }

    /** The caller where it is an operator; refused with 403 otherwise. */
    static Caller operator(HttpRequest request) {
        var caller = of(request);
        if (!caller.permissions().isOperator()) {
            throw new RequestRefused(Errors.forbidden());
        }
        return caller;
    }
}
