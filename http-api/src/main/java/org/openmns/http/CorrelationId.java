package org.openmns.http;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** What ties an answer and every delivery to a request: the client's own id where it is sane, else a new UUID. */
final class CorrelationId {

    static final String HEADER = "X-Correlation-ID";

    private static final int LENGTH_MAX = 128;

    private CorrelationId() {}

    static String of(HttpRequest request) {
        return request.getHeader(HEADER)
                .map(HttpHeader::value)
                .filter(CorrelationId::isSane)
                .orElseGet(CorrelationId::next);
    }

    static HttpHeader header(String correlationId) {
        return RawHeader.create(HEADER, correlationId);
    }

    /** A version 4 UUID; not a secret, so the cheap source of randomness will do on the hot path. */
    static String next() {
        var random = ThreadLocalRandom.current();
        var high = (random.nextLong() & ~0xF000L) | 0x4000L;
        var low = (random.nextLong() & ~(0b11L << 62)) | (0b10L << 62);
        return new UUID(high, low).toString();
    }

    /** It is copied into headers and logs: visible ASCII only. */
    private static boolean isSane(String id) {
        return !id.isEmpty() && id.length() <= LENGTH_MAX && id.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }
}
