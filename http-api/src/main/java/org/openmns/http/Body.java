package org.openmns.http;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;
import org.openmns.access.Shares;
import org.openmns.protocol.StageFailure;

/** Reads a request's body whole, within a limit of size, of time, and of what its sender may have under way. */
final class Body {

    /** Of a body that is too large this much is read and thrown away, so that the client sees the answer. */
    private static final long DISCARDED_BYTES_MAX = 4L << 20;

    private final ActorSystem<?> system;
    private final Duration timeout;
    private final Shares underWay;

    /** {@code underWay} are the bytes of all bodies that are being read, or whose requests are being answered. */
    Body(ActorSystem<?> system, Duration timeout, Shares underWay) {
        this.system = system;
        this.timeout = timeout;
        this.underWay = underWay;
    }

    /** Whose bytes they are, and how many there may be. */
    record Terms(String owner, int bytesMax) {

        /** Of whoever brings no token: they have one share together. No application has such an id. */
        static Terms ofStrangers(int bytesMax) {
            return new Terms("", bytesMax);
        }
    }

    /**
     * Gives the body's bytes to the work, until the end of which they count; nobody else holds the array. Fails with
     * {@link RequestRefused}.
     */
    <T> CompletionStage<T> read(HttpRequest request, Terms terms, Function<byte[], CompletionStage<T>> work) {
        refuseEncoding(request);
        if (!request.entity().isStrict() && willNotBeRead(request, terms.bytesMax())) {
            throw new RequestRefused(Errors.tooLarge(terms.bytesMax()));
        }
        var place = new BodyPlace(underWay, terms.owner());
        return bytes(request.entity(), new Received(place, terms.bytesMax()))
                .thenCompose(work)
                .whenComplete((done, failure) -> place.giveBack());
    }

    private CompletionStage<byte[]> bytes(HttpEntity entity, Received received) {
        if (entity instanceof HttpEntity.Strict strict) {
            return CompletableFuture.completedStage(received.whole(strict.getData()));
        }
        received.announced(entity.getContentLengthOption().orElse(0));
        return collect(entity, received);
    }

    /** Completes when the body has been read and thrown away: an answer before that would end the connection, maybe unseen. */
    CompletionStage<Done> discard(HttpRequest request) {
        return request.entity().isStrict() || willNotBeRead(request, 0)
                ? CompletableFuture.completedStage(Done.getInstance())
                : collect(request.entity(), new Received(new BodyPlace(underWay, ""), 0))
                        .handle((nothing, refused) -> Done.getInstance());
    }

    static void refuseEncoding(HttpRequest request) {
        var encoding = request.getHeader("Content-Encoding");
        if (encoding.isPresent() && !encoding.get().value().equalsIgnoreCase("identity")) {
            throw new RequestRefused(Errors.unsupportedEncoding());
        }
    }

    /** Too large by its own word, and either not worth discarding or not sent before we ask for it. */
    private static boolean willNotBeRead(HttpRequest request, int bytesMax) {
        var length = request.entity().getContentLengthOption().orElse(0);
        return length > DISCARDED_BYTES_MAX
                || (length > bytesMax && request.getHeader("Expect").isPresent());
    }

    private CompletionStage<byte[]> collect(HttpEntity entity, Received received) {
        return entity.withoutSizeLimit()
                .getDataBytes()
                .completionTimeout(timeout)
                .runFold(received, Received::plus, system)
                .handle((whole, failure) -> {
                    if (failure != null) {
                        throw new RequestRefused(refusal(failure));
                    }
                    return whole.bytes();
                });
    }

    private HttpResponse refusal(Throwable failure) {
        var cause = StageFailure.cause(failure);
        if (cause instanceof RequestRefused refused) {
            return refused.response();
        }
        return cause instanceof TimeoutException
                ? Errors.timedOut(timeout)
                : Errors.badRequest("The body is incomplete or not framed as HTTP asks for");
    }

    /** What has arrived: kept up to the limit and while there is room for it, then only counted. Used by one stream. */
    private static final class Received {

        private final BodyPlace place;
        private final int bytesMax;
        private ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private long count;

        Received(BodyPlace place, int bytesMax) {
            this.place = place;
            this.bytesMax = bytesMax;
        }

        /** Takes its room before it comes. */
        void announced(long length) {
            if (length <= bytesMax) {
                place.covers((int) length);
            }
        }

        byte[] whole(ByteString data) {
            count = data.length();
            requireTaken();
            return data.toArrayUnsafe();
        }

        Received plus(ByteString chunk) {
            count += chunk.length();
            if (count > DISCARDED_BYTES_MAX) {
                throw new RequestRefused(Errors.tooLarge(bytesMax));
            }
            if (count <= bytesMax && place.covers((int) count)) {
                kept.writeBytes(chunk.toArrayUnsafe());
            } else {
                kept = new ByteArrayOutputStream(0);
            }
            return this;
        }

        byte[] bytes() {
            requireTaken();
            return kept.toByteArray();
        }

        private void requireTaken() {
            if (count > bytesMax) {
                throw new RequestRefused(Errors.tooLarge(bytesMax));
            }
            if (!place.covers((int) count)) {
                throw new RequestRefused(Errors.overShare("bytes"));
            }
        }
    }
}
