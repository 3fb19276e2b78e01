package org.openmns.http;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;
import org.openmns.protocol.StageFailure;

/** Reads a request's body whole, within a limit of size and of time. */
final class Body {

    /** Of a body that is too large this much is read and thrown away, so that the client sees the answer. */
    private static final long DISCARDED_BYTES_MAX = 4L << 20;

    private final ActorSystem<?> system;
    private final Duration timeout;

    Body(ActorSystem<?> system, Duration timeout) {
        this.system = system;
        this.timeout = timeout;
    }

    /** The body's bytes; nobody else holds the array. Fails with {@link RequestRefused}. */
    CompletionStage<byte[]> read(HttpRequest request, int bytesMax) {
        refuseEncoding(request);
        var entity = request.entity();
        if (entity instanceof HttpEntity.Strict strict) {
            return CompletableFuture.completedStage(bounded(strict.getData(), bytesMax));
        }
        if (willNotBeRead(request, bytesMax)) {
            throw new RequestRefused(Errors.tooLarge(bytesMax));
        }
        return collect(entity, bytesMax);
    }

    /** Completes when the body has been read and thrown away: an answer before that would end the connection, maybe unseen. */
    CompletionStage<Done> discard(HttpRequest request) {
        return request.entity().isStrict() || willNotBeRead(request, 0)
                ? CompletableFuture.completedStage(Done.getInstance())
                : collect(request.entity(), 0).handle((nothing, refused) -> Done.getInstance());
    }

    static void refuseEncoding(HttpRequest request) {
        var encoding = request.getHeader("Content-Encoding");
        if (encoding.isPresent() && !encoding.get().value().equalsIgnoreCase("identity")) {
            throw new RequestRefused(Errors.unsupportedEncoding());
        }
    }

    private static byte[] bounded(ByteString data, int bytesMax) {
        if (data.length() > bytesMax) {
            throw new RequestRefused(Errors.tooLarge(bytesMax));
        }
        return data.toArrayUnsafe();
    }

    /** Too large by its own word, and either not worth discarding or not sent before we ask for it. */
    private static boolean willNotBeRead(HttpRequest request, int bytesMax) {
        var length = request.entity().getContentLengthOption().orElse(0);
        return length > DISCARDED_BYTES_MAX
                || (length > bytesMax && request.getHeader("Expect").isPresent());
    }

    private CompletionStage<byte[]> collect(HttpEntity entity, int bytesMax) {
        return entity.withoutSizeLimit()
                .getDataBytes()
                .completionTimeout(timeout)
                .runFold(new Received(bytesMax), Received::plus, system)
                .handle((received, failure) -> {
                    if (failure != null) {
                        throw new RequestRefused(refusal(failure, bytesMax));
                    }
                    return received.bytes();
                });
    }

    private HttpResponse refusal(Throwable failure, int bytesMax) {
        var cause = StageFailure.cause(failure);
        if (cause instanceof TimeoutException) {
            return Errors.timedOut(timeout);
        }
        return cause instanceof RequestRefused
                ? Errors.tooLarge(bytesMax)
                : Errors.badRequest("The body is incomplete or not framed as HTTP asks for");
    }

    /** What has arrived: kept up to the limit, then only counted. Used by one stream. */
    private static final class Received {

        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final int bytesMax;
        private long count;

        Received(int bytesMax) {
            this.bytesMax = bytesMax;
        }

        Received plus(ByteString chunk) {
            count += chunk.length();
            if (count > DISCARDED_BYTES_MAX) {
                throw new RequestRefused(Errors.tooLarge(bytesMax));
            }
            if (count <= bytesMax) {
                kept.writeBytes(chunk.toArrayUnsafe());
            }
            return this;
        }

        byte[] bytes() {
            if (count > bytesMax) {
                throw new RequestRefused(Errors.tooLarge(bytesMax));
            }
            return kept.toByteArray();
        }
    }
}
