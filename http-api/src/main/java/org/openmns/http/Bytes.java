package org.openmns.http;

import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/** The body of a request that has arrived whole: {@link HttpApi} reads it before any route sees the request. */
final class Bytes {

    private Bytes() {}

    /** Whatever was sent. */
    static byte[] any(HttpRequest request) {
        return ((HttpEntity.Strict) request.entity()).getData().toArrayUnsafe();
    }

    /** What was sent as JSON or FHIR JSON; refused under any other content type. */
    static byte[] of(HttpRequest request) {
        MediaKinds.requireJson(request);
        return any(request);
    }
}
