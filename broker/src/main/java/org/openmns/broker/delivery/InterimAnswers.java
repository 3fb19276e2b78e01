package org.openmns.broker.delivery;

import io.vertx.core.http.HttpClientRequest;

/**
 * Counts what comes before an answer ({@code 100 Continue}, {@code 103 Early Hints}). We ask for none, and a few do no harm;
 * one that sends them without end would keep the event loop busy which other hosts are on too.
 */
final class InterimAnswers {

    private static final int MAX = 10;

    private final HttpClientRequest request;
    private int count;

    InterimAnswers(HttpClientRequest request) {
        this.request = request;
        request.continueHandler(nothing -> another()).earlyHintsHandler(hints -> another());
    }

    boolean tooMany() {
        return count > MAX;
    }

    private void another() {
        count++;
        if (count == MAX + 1) {
            request.reset();
        }
    }
}
