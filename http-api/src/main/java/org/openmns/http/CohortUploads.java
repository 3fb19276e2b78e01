package org.openmns.http;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.util.ByteString;
import org.openmns.access.FairShare;
import org.openmns.access.Shares;
import org.openmns.cohort.CohortKey;
import org.openmns.protocol.StageFailure;

/**
 * {@code PUT} and {@code PATCH /cohorts/{name}}: takes values as they arrive, few uploads at once.
 *
 * <p>A plain handler beside the routes, for those see bodies that were read whole within a small limit. All values are here
 * before any is stored, as four bytes where they are NHS numbers; so a bad one at the end has cost the database nothing.
 */
final class CohortUploads {

    private static final String PATH = "/cohorts/";
    private static final String TEXT = "text/plain";
    private static final String ADD = "add";
    private static final String REMOVE = "remove";

    private final ActorSystem<?> system;
    private final Cohorts cohorts;
    private final HttpApi.Uploads limits;
    private final int smallBytesMax;
    private final Semaphore places;
    private final Shares shares;

    /** A body of at most {@code smallBytesMax} is as any other request's, and needs no place among the few. */
    CohortUploads(ActorSystem<?> system, HttpApi.Ports ports, HttpApi.Uploads limits, int smallBytesMax) {
        this.system = system;
        this.cohorts = ports.stored().cohorts();
        this.limits = limits;
        this.smallBytesMax = smallBytesMax;
        this.places = new Semaphore(limits.atOnceMax());
        this.shares = new Shares(new FairShare(Math.max(1, limits.atOnceMax() / 2)));
    }

    /** Whether this request is to be given to {@link #handle}. */
    static boolean areMeantBy(HttpRequest request, String path) {
        return path.startsWith(PATH)
                && path.length() > PATH.length()
                && path.indexOf('/', PATH.length()) < 0
                && (request.method().equals(HttpMethods.PUT) || request.method().equals(HttpMethods.PATCH));
    }

    CompletionStage<HttpResponse> handle(HttpRequest request) {
        Callers.requireMayFollowAny(request);
        var key = CohortRoutes.key(Callers.owner(request), name(request));
        Body.refuseEncoding(request);
        var length =
                request.entity().getContentLengthOption().orElse(limits.sizes().bytesMax());
        if (length > limits.sizes().bytesMax()) {
            throw new RequestRefused(Errors.tooLarge(limits.sizes().bytesMax()));
        }
        var upload = request.method().equals(HttpMethods.PUT) ? replacing(request, key) : changing(request, key);
        if (length <= smallBytesMax) {
            return store(request, upload);
        }
        if (!places.tryAcquire()) {
            throw new RequestRefused(Errors.unavailable("Too many cohorts are being uploaded, please try again"));
        }
        var hold = shares.take(key.owner(), 1);
        if (hold.isEmpty()) {
            places.release();
            throw new RequestRefused(Errors.overShare("uploads"));
        }
        return store(request, upload).whenComplete((answer, failure) -> {
            hold.get().giveBack(1);
            places.release();
        });
    }

    private CompletionStage<HttpResponse> store(HttpRequest request, Upload upload) {
        return read(request, upload.reader())
                .thenCompose(read -> Deadline.within(limits.answerTimeout(), upload.store()));
    }

    /** How a body is read, and what is done with what was in it. */
    private record Upload(ValueReader reader, Supplier<CompletionStage<HttpResponse>> storing) {

        CompletionStage<HttpResponse> store() {
            if (!reader.errors().isEmpty()) {
                throw new RequestRefused(Errors.invalid(reader.errors()));
            }
            return storing.get();
        }
    }

    /** Decoded, as the routes see it. */
    private static String name(HttpRequest request) {
        var name = "";
        for (var segment : request.getUri().pathSegments()) {
            name = segment;
        }
        return name;
    }

    private Upload replacing(HttpRequest request, CohortKey key) {
        var values = new ValueList(limits.sizes().valuesMax(), limits.sizes().weightMax());
        return new Upload(
                reader(request, values),
                () -> cohorts.replace(key, values.values()).thenApply(CohortUploads::replaced));
    }

    private static ValueReader reader(HttpRequest request, ValueList values) {
        var media = MediaKinds.of(request);
        if (media.equals(TEXT)) {
            return new ValueLines(values);
        }
        if (media.equals(MediaKinds.JSON)) {
            return ValueJson.array(values);
        }
        throw new RequestRefused(Errors.unsupportedMediaType(TEXT + ", " + MediaKinds.JSON));
    }

    private static HttpResponse replaced(Cohorts.Replaced replaced) {
        var name = replaced.cohort().name();
        return replaced.created()
                ? Json.response(StatusCodes.CREATED, replaced.cohort())
                        .addHeader(RawHeader.create("Location", PATH + name))
                : Json.ok(replaced.cohort());
    }

    private Upload changing(HttpRequest request, CohortKey key) {
        if (!MediaKinds.of(request).equals(MediaKinds.JSON)) {
            throw new RequestRefused(Errors.unsupportedMediaType(MediaKinds.JSON));
        }
        var max = limits.sizes().changeMax();
        var add = new ValueList(max, limits.sizes().weightMax());
        var remove = new ValueList(max, limits.sizes().weightMax());
        var json = ValueJson.object(Map.of(ADD, add, REMOVE, remove));
        return new Upload(json, () -> change(key, json.fields(), add, remove));
    }

    private CompletionStage<HttpResponse> change(CohortKey key, Set<String> fields, ValueList add, ValueList remove) {
        if (fields.isEmpty()) {
            throw new RequestRefused(Errors.invalid("body", "Please provide add, remove or both"));
        }
        if (add.received() + remove.received() > limits.sizes().changeMax()) {
            throw new RequestRefused(Errors.tooManyValues(limits.sizes().changeMax()));
        }
        var added = add.values();
        var removed = remove.values();
        if (added.minus(removed).size() < added.size()) {
            throw new RequestRefused(Errors.invalid(REMOVE, "Please provide no value that is in add, too"));
        }
        return cohorts.change(key, added, removed).thenApply(Json::ok);
    }

    /** Gives the bytes to the reader as they arrive, on the stream's thread. */
    private CompletionStage<ValueReader> read(HttpRequest request, ValueReader reader) {
        return request.entity()
                .withoutSizeLimit()
                .getDataBytes()
                .completionTimeout(limits.timeout())
                .runFold(0L, (count, chunk) -> take(reader, count, chunk), system)
                .handle((count, failure) -> {
                    if (failure != null) {
                        throw refusal(failure);
                    }
                    reader.end();
                    return reader;
                });
    }

    private long take(ValueReader reader, long before, ByteString chunk) {
        var count = before + chunk.length();
        if (count > limits.sizes().bytesMax()) {
            throw new RequestRefused(Errors.tooLarge(limits.sizes().bytesMax()));
        }
        reader.take(chunk.toArrayUnsafe());
        return count;
    }

    private RequestRefused refusal(Throwable failure) {
        var cause = StageFailure.cause(failure);
        if (cause instanceof RequestRefused refused) {
            return refused;
        }
        return new RequestRefused(
                cause instanceof TimeoutException
                        ? Errors.timedOut(limits.timeout())
                        : Errors.badRequest("The body is incomplete or not framed as HTTP asks for"));
    }
}
