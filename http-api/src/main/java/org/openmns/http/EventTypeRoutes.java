package org.openmns.http;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import com.fasterxml.jackson.databind.util.RawValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.openmns.catalogue.CatalogueEntry;
import org.openmns.catalogue.CatalogueJson;
import org.openmns.catalogue.EventTypeRefused;
import org.openmns.catalogue.EventTypeRefused.Why;
import org.openmns.event.TopicName;
import org.openmns.protocol.PageBytes;

/** {@code /event-types}: the catalogue, for people and programs. Everybody reads it; operators and owners change it. */
final class EventTypeRoutes extends AllDirectives {

    /** Each may be some hundred kilobytes. */
    private static final int PAGE_MAX = 100;

    private final EventTypes types;
    private final EventTypeReader reader;
    private final Deprecation deprecation;
    private final Duration answerTimeout;

    EventTypeRoutes(EventTypes types, EventTypeReader reader, Deprecation deprecation, Duration answerTimeout) {
        this.types = types;
        this.reader = reader;
        this.deprecation = deprecation;
        this.answerTimeout = answerTimeout;
    }

    Route routes() {
        return pathPrefix(
                "event-types",
                () -> concat(
                        // GET /event-types?after=&limit=
                        pathEnd(() ->
                                get(() -> Routes.answer(request -> CompletableFuture.completedStage(list(request))))),
                        path(
                                segment(),
                                type -> concat(
                                        // GET /event-types/{type}
                                        get(() ->
                                                Routes.answer(request -> CompletableFuture.completedStage(show(type)))),
                                        // PUT /event-types/{type}
                                        put(() -> Routes.answer(request -> put(request, type)))))));
    }

    private HttpResponse list(HttpRequest request) {
        var max = (int) Routes.number(request, "limit", PAGE_MAX, 1, PAGE_MAX);
        var after = Routes.parameter(request, "after").map(EventTypeRoutes::required);
        // One more than a page tells whether there is a next one.
        return Json.ok(ListBody.of(types.entries().page(after, max + 1), max));
    }

    /** Each with all but its schema, written one after another until the page is long enough. */
    record ListBody(List<RawValue> eventTypes, Optional<String> next) {

        static ListBody of(List<CatalogueEntry> found, int max) {
            var bytes = new PageBytes();
            var page = found.stream()
                    .limit(max)
                    .map(entry -> CatalogueJson.outline(entry).toString())
                    .takeWhile(outline -> bytes.takes(outline.length()))
                    .map(RawValue::new)
                    .toList();
            var next = found.size() > page.size()
                    ? Optional.of("/event-types?limit=" + max + "&after="
                            + found.get(page.size() - 1).type().name())
                    : Optional.<String>empty();
            return new ListBody(page, next);
        }
    }

    private HttpResponse show(String text) {
        return name(text)
                .flatMap(name -> types.entries().find(name))
                .map(found -> deprecation.on(
                        Json.ok(CatalogueJson.write(found)), found.type().name()))
                .orElseGet(Errors::notFound);
    }

    private static Optional<TopicName> name(String text) {
        return Optional.of(text).filter(TopicName::isValid).map(TopicName::new);
    }

    private static TopicName required(String text) {
        return name(text).orElseThrow(() -> new RequestRefused(Errors.invalidTypeName()));
    }

    private CompletionStage<HttpResponse> put(HttpRequest request, String text) {
        var name = required(text);
        var current = types.entries().find(name);
        var caller = Callers.of(request);
        if (!CatalogueEntry.isChangedBy(caller, current)) {
            throw new EventTypeRefused(Why.NOT_YOURS);
        }
        var entry = reader.read(Bytes.of(request), name, current);
        return Deadline.within(answerTimeout, types.put(entry, caller)).thenApply(created -> stored(name, created));
    }

    /** As it is now, with the owner that stayed. */
    private HttpResponse stored(TopicName name, boolean created) {
        var body = CatalogueJson.write(types.entries().find(name).orElseThrow());
        return created
                ? Json.response(StatusCodes.CREATED, body)
                        .addHeader(RawHeader.create("Location", "/event-types/" + name))
                : Json.ok(body);
    }
}
