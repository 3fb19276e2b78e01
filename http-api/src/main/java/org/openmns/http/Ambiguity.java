package org.openmns.http;

import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.Connection;
import org.apache.pekko.http.javadsl.model.headers.RawRequestURI;

/**
 * Refuses requests that a proxy in front of us may have understood otherwise than we would: Pekko passes by a framing header
 * that it cannot read, and resolves the dots of a path, so that {@code /inbox/%2e%2e/cluster} would be {@code /cluster}.
 */
final class Ambiguity {

    /** Pekko keeps those for itself that it has understood, so that one which is seen here is one that it has not. */
    private static final String FRAMING = "Transfer-Encoding";

    private static final Pattern DOTS = Pattern.compile("/(?:\\.|%2[eE]){1,2}(?:[/?#]|$)");
    private static final HttpHeader CLOSE = Connection.create("close");

    private Ambiguity() {}

    static void refuse(HttpRequest request) {
        if (request.getHeader(FRAMING).isPresent()) {
            throw refused("The Transfer-Encoding is not one that is understood here; chunked is");
        }
        var target =
                request.getHeader(RawRequestURI.class).map(RawRequestURI::uri).orElse("");
        if (mayHaveDots(target) && DOTS.matcher(target).find()) {
            throw refused("The path must not have segments of dots");
        }
    }

    private static boolean mayHaveDots(String target) {
        return target.indexOf('.') >= 0 || target.indexOf('%') >= 0;
    }

    /** What follows on the connection may be part of what was not understood. */
    private static RequestRefused refused(String why) {
        return new RequestRefused(Errors.badRequest(why).addHeader(CLOSE));
    }
}
