package org.openmns.broker.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import org.openmns.broker.delivery.Outcome.Verdict;

/** Takes the body of an answer off the connection, within a limit; beyond it the connection is closed. */
final class AnswerBody {

    private AnswerBody() {}

    /** Throws the body away, so that the connection can be used again. */
    static Future<Void> discard(HttpClientResponse response, int bytesMax) {
        return take(response, bytesMax, chunk -> {}).mapEmpty();
    }

    /** The whole body; fails where it is longer than the limit or breaks off. */
    static Future<Buffer> read(HttpClientResponse response, int bytesMax) {
        var body = Buffer.buffer();
        return take(response, bytesMax, body::appendBuffer).map(body);
    }

    /** Closes the connection without a look at the body. */
    static void refuse(HttpClientResponse response) {
        // Without a handler Vert.x would log the end that we make here.
        response.exceptionHandler(expected -> {});
        response.request().reset();
    }

    private static Future<Void> take(HttpClientResponse response, int bytesMax, Taker taker) {
        Promise<Void> end = Promise.promise();
        var count = new int[1];
        response.exceptionHandler(end::tryFail);
        response.endHandler(nothing -> end.tryComplete());
        response.handler(chunk -> {
            count[0] += chunk.length();
            if (count[0] <= bytesMax) {
                taker.take(chunk);
            } else if (end.tryFail(new AttemptFailure(Verdict.RETRY, "answer larger than " + bytesMax + " bytes"))) {
                response.request().reset();
            }
        });
        return end.future();
    }

    /** What is done with a piece of the body. */
    private interface Taker {
        void take(Buffer chunk);
    }
}
