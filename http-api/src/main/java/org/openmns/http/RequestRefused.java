package org.openmns.http;

import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Ends the handling of a request with this answer. Carries no stack trace: it is the caller's mistake, not ours. */
final class RequestRefused extends RuntimeException {

    private final transient HttpResponse response;

    RequestRefused(HttpResponse response) {
        super(response.status().toString(), null, false, false);
        this.response = response;
    }

    HttpResponse response() {
        return response;
    }
}
