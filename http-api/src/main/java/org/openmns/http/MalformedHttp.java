package org.openmns.http;

import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;

/** Answers what is not even HTTP in the form of every other error. Pekko loads it by name, once a connection. */
public final class MalformedHttp extends ParsingErrorHandler {

    /** Where Pekko looks for it: it expects what the Scala compiler makes of an {@code object}. */
    public static final MalformedHttp MODULE$ = new MalformedHttp();

    private MalformedHttp() {}

    /** The summary names the rule that was broken, never what was sent. */
    @Override
    public HttpResponse handle(StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
        return Errors.error(status, error.summary()).addHeader(CorrelationId.header(CorrelationId.next()));
    }
}
