package org.openmns.http;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.openmns.event.Catalogue;
import org.openmns.event.EventType;
import org.openmns.event.TopicName;

/** {@code /event-types}: the catalogue, for people and programs. */
final class EventTypeRoutes extends AllDirectives {

    private final Catalogue catalogue;

    EventTypeRoutes(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    Route routes() {
        return pathPrefix(
                "event-types",
                () -> concat(
                        // GET /event-types
                        pathEnd(() -> get(() -> Routes.answer(request -> CompletableFuture.completedStage(list())))),
                        // GET /event-types/{type}
                        path(
                                segment(),
                                type -> get(() ->
                                        Routes.answer(request -> CompletableFuture.completedStage(show(type)))))));
    }

    private HttpResponse list() {
        return Json.ok(Json.only(
                "eventTypes", catalogue.all().stream().map(EventTypeBody::of).toList()));
    }

    private HttpResponse show(String name) {
        return Optional.of(name)
                .filter(TopicName::isValid)
                .flatMap(valid -> catalogue.find(new TopicName(valid)))
                .map(found -> Json.ok(EventTypeBody.of(found)))
                .orElseGet(Errors::notFound);
    }

    record EventTypeBody(
            TopicName type,
            DescriptionBody about,
            List<FilterBody> filters,
            @JsonRawValue String example) {

        static EventTypeBody of(EventType eventType) {
            return new EventTypeBody(
                    eventType.name(),
                    DescriptionBody.of(eventType.description()),
                    eventType.filters().stream().map(FilterBody::of).toList(),
                    eventType.example().text());
        }
    }

    /** {@code legacy}: whether v1 events of this type are taken, too. */
    record DescriptionBody(String description, String source, Optional<String> dataref, boolean legacy) {

        static DescriptionBody of(EventType.Description description) {
            return new DescriptionBody(
                    description.text(), description.source(), description.dataref(), description.legacy());
        }
    }

    record FilterBody(String name, String format, List<String> values, String description) {

        static FilterBody of(EventType.Filter filter) {
            var format = filter.format().name().toLowerCase(Locale.ROOT).replace('_', '-');
            return new FilterBody(filter.name(), format, filter.values(), filter.description());
        }
    }
}
