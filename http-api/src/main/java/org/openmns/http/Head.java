package org.openmns.http;

import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/** HEAD is answered as GET would be, whose body Pekko leaves out; but not where GET changes something. */
final class Head {

    private Head() {}

    /** Whether HEAD may be sent to where this request goes, if GET may. */
    static boolean isLikeGet(HttpRequest request) {
        return !HandshakeRoutes.areMeantBy(request.getUri().path());
    }

    /** The request as a GET, if it is such a HEAD; else as it is. */
    static HttpRequest asGet(HttpRequest request) {
        return request.method().equals(HttpMethods.HEAD) && isLikeGet(request)
                ? request.withMethod(HttpMethods.GET)
                : request;
    }
}
