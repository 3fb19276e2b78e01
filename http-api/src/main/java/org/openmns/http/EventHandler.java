package org.openmns.http;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.util.ByteString;
import org.openmns.access.Caller;
import org.openmns.event.Event;
import org.openmns.event.EventFormat;
import org.openmns.event.Parsed;
import org.openmns.event.ParsedBatch;
import org.openmns.event.Sender;

/**
 * {@code POST /events}: takes events in every form and answers once they are durable.
 *
 * <p>A plain handler, for this is the hot path: routes take about three times the CPU for the same request. No JSON tree
 * is built, and the answer is put together by hand.
 */
final class EventHandler {

    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCH = "application/cloudevents-batch+json";
    private static final String BINARY_PREFIX = "ce-";

    private static final HttpResponse OK = HttpResponse.create().withStatus(StatusCodes.OK);
    private static final byte[] BEFORE_ID = {'{', '"', 'i', 'd', '"', ':', '"'};
    private static final byte[] AFTER_ID = {'"', '}'};

    private final Body body;
    private final EventFormat format;
    private final Publishing publishing;
    private final HttpApi.Limits limits;
    private final Deprecation deprecation;

    EventHandler(Body body, HttpApi.Vocabulary vocabulary, Publishing publishing, HttpApi.Limits limits) {
        this.body = body;
        this.format = vocabulary.format();
        this.publishing = publishing;
        this.limits = limits;
        this.deprecation = new Deprecation(vocabulary.types());
    }

    CompletionStage<HttpResponse> handle(HttpRequest request, Caller caller, String correlationId) {
        var media = MediaKinds.of(request);
        var sender = new Sender(correlationId, caller.permissions()::mayPublish);
        if (media.equals(STRUCTURED)) {
            return single(request, caller, bytes -> format.structured(bytes, sender));
        }
        if (media.equals(BATCH)) {
            return publishing.batch(
                    caller,
                    length(request, limits.batchBytesMax()),
                    publishing -> body.read(
                            request,
                            new Body.Terms(caller.owner(), limits.batchBytesMax()),
                            bytes -> batch(publishing, format.batch(bytes, sender))));
        }
        var headers = binaryHeaders(request);
        if (!headers.isEmpty()) {
            return single(request, caller, bytes -> format.binary(headers, bytes, sender));
        }
        if (media.equals(MediaKinds.JSON)) {
            return single(request, caller, bytes -> format.legacy(bytes, sender));
        }
        throw new RequestRefused(
                Errors.unsupportedMediaType(STRUCTURED + ", " + BATCH + ", " + MediaKinds.JSON + ", ce- headers"));
    }

    private CompletionStage<HttpResponse> single(HttpRequest request, Caller caller, Function<byte[], Parsed> parse) {
        return publishing.single(
                caller,
                length(request, limits.eventBytesMax()),
                publishing -> body.read(
                        request,
                        new Body.Terms(caller.owner(), limits.eventBytesMax()),
                        bytes -> single(publishing, parse.apply(bytes))));
    }

    /** What the request says, but no more than is read of it; 0 where its body comes in chunks. */
    private static long length(HttpRequest request, int bytesMax) {
        return Math.min(request.entity().getContentLengthOption().orElse(0), bytesMax);
    }

    private CompletionStage<HttpResponse> single(Publishing.Request publishing, Parsed parsed) {
        return parsed.fold(
                event -> publish(publishing, event),
                errors -> CompletableFuture.completedStage(Errors.invalid(errors)),
                () -> CompletableFuture.completedStage(Errors.notAuthorizedToPublish()));
    }

    private CompletionStage<HttpResponse> publish(Publishing.Request publishing, Event event) {
        return publishing
                .publish(event)
                .thenApply(offset ->
                        deprecation.on(OK.withEntity(ContentTypes.APPLICATION_JSON, accepted(event)), event.type()));
    }

    /** {@code {"id":"…"}}. */
    private static ByteString accepted(Event event) {
        var id = JsonStringEncoder.getInstance().quoteAsUTF8(event.id().id());
        var json = new byte[BEFORE_ID.length + id.length + AFTER_ID.length];
        System.arraycopy(BEFORE_ID, 0, json, 0, BEFORE_ID.length);
        System.arraycopy(id, 0, json, BEFORE_ID.length, id.length);
        System.arraycopy(AFTER_ID, 0, json, BEFORE_ID.length + id.length, AFTER_ID.length);
        return ByteString.fromArrayUnsafe(json);
    }

    private CompletionStage<HttpResponse> batch(Publishing.Request publishing, ParsedBatch batch) {
        if (batch instanceof ParsedBatch.Each each) {
            return publishAll(publishing, each.results());
        }
        var unreadable = (ParsedBatch.Unreadable) batch;
        return CompletableFuture.completedStage(Errors.invalid(unreadable.errors()));
    }

    /** The good ones are published although there are bad ones; each is answered in its place. */
    private CompletionStage<HttpResponse> publishAll(Publishing.Request publishing, List<Parsed> results) {
        var events = results.stream()
                .flatMap(result -> result.fold(Stream::of, errors -> Stream.empty(), Stream::empty))
                .toList();
        return publishing
                .publishAll(events)
                .thenApply(offsets -> deprecation.on(
                        Json.ok(results.stream().map(EventHandler::outcome).toList()), events));
    }

    private static Map<String, Object> outcome(Parsed result) {
        return result.fold(
                event -> Json.only("id", event.id().id()),
                errors -> Json.only("validationErrors", Errors.encodable(errors)),
                () -> Json.only("errors", Errors.NOT_AUTHORIZED_TO_PUBLISH));
    }

    /** The attributes of binary mode and the type of their data; empty where the request is not in binary mode. */
    private static Map<String, String> binaryHeaders(HttpRequest request) {
        var headers = new HashMap<String, String>();
        for (var header : request.getHeaders()) {
            if (header.lowercaseName().startsWith(BINARY_PREFIX)) {
                headers.merge(header.lowercaseName(), header.value(), (one, other) -> one + "," + other);
            }
        }
        var type = request.entity().getContentType();
        if (!headers.isEmpty() && !type.equals(ContentTypes.NO_CONTENT_TYPE)) {
            headers.put("content-type", type.toString());
        }
        return headers;
    }
}
