package org.openmns.http;

import java.time.Duration;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.Connection;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.headers.TimeoutAccess;

/** What every answer says beside itself: whose it is, when to come back, and that a node which stops wants no more. */
final class AnswerHeaders {

    private static final HttpHeader CLOSE = Connection.create("close");

    private final Operations operations;
    private final HttpHeader retryAfter;

    AnswerHeaders(Operations operations, Duration retryAfter) {
        this.operations = operations;
        this.retryAfter = RawHeader.create("Retry-After", Long.toString(retryAfter.toSeconds()));
    }

    HttpResponse on(HttpResponse response, String correlationId) {
        var correlated = response.addHeader(CorrelationId.header(correlationId));
        // The client comes back on a new connection, and so at another node.
        var closing = operations.isClosing() ? correlated.addHeader(CLOSE) : correlated;
        return response.status().equals(StatusCodes.SERVICE_UNAVAILABLE) ? closing.addHeader(retryAfter) : closing;
    }

    /** Where even our own time-outs fail, Pekko's is the last; its text is not ours. */
    void onALateAnswer(HttpRequest request, Duration max, String correlationId) {
        request.getHeader(TimeoutAccess.class)
                .ifPresent(header ->
                        header.timeoutAccess().update(max, late -> on(Errors.unavailable(), correlationId)));
    }
}
