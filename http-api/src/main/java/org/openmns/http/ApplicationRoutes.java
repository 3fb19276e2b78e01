package org.openmns.http;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import com.fasterxml.jackson.databind.util.RawValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.openmns.access.Application;
import org.openmns.access.ApplicationId;
import org.openmns.event.TopicName;

/** {@code /applications}: who publishes and subscribes. Operators change them; each application may read itself. */
final class ApplicationRoutes extends AllDirectives {

    private static final String PATH = "/applications/";
    private static final int PAGE_MAX = 500;

    /** Of more that an application owns, the first are named. */
    private static final int TYPES_NAMED_MAX = 20;

    private final Applications applications;
    private final Belongings belongings;
    private final EventTypes types;
    private final ApplicationReader reader;
    private final Duration answerTimeout;

    ApplicationRoutes(
            Applications applications,
            Belongings belongings,
            EventTypes types,
            ApplicationReader reader,
            Duration answerTimeout) {
        this.applications = applications;
        this.belongings = belongings;
        this.types = types;
        this.reader = reader;
        this.answerTimeout = answerTimeout;
    }

    Route routes() {
        return pathPrefix(
                "applications",
                () -> concat(
                        // GET /applications?after=
                        pathEnd(() -> get(() -> Routes.answer(this::list))),
                        path(
                                segment(),
                                id -> concat(
                                        // GET /applications/{application}
                                        get(() -> Routes.answer(request -> show(request, id))),
                                        // PUT /applications/{application}
                                        put(() -> Routes.answer(request -> put(request, id))),
                                        // DELETE /applications/{application}
                                        delete(() -> Routes.answer(request -> delete(request, id)))))));
    }

    private static ApplicationId id(String text) {
        return ApplicationId.parse(text).orElseThrow(() -> new RequestRefused(Errors.invalidApplicationId()));
    }

    private CompletionStage<HttpResponse> list(HttpRequest request) {
        Callers.operator(request);
        var after = Routes.parameter(request, "after").map(ApplicationRoutes::id);
        return Deadline.within(answerTimeout, applications.list(after, PAGE_MAX + 1))
                .thenApply(found -> Json.ok(ListBody.of(found)));
    }

    record ListBody(List<ApplicationBody> applications, Optional<String> next) {

        static ListBody of(List<Application> found) {
            var page = found.stream().limit(PAGE_MAX).toList();
            var next = found.size() > PAGE_MAX
                    ? Optional.of(
                            "/applications?after=" + page.get(PAGE_MAX - 1).id())
                    : Optional.<String>empty();
            return new ListBody(page.stream().map(ApplicationBody::of).toList(), next);
        }
    }

    record ApplicationBody(
            String id, AboutBody about, Optional<RawValue> jwks, Optional<String> jwksUrl, List<String> permissions) {

        static ApplicationBody of(Application application) {
            return new ApplicationBody(
                    application.id().value(),
                    AboutBody.of(application.about()),
                    application.keys().jwks().map(RawValue::new),
                    application.keys().jwksUrl(),
                    application.permissions().texts());
        }
    }

    record AboutBody(String name, List<String> contacts, Optional<String> odsCode, boolean internal) {

        static AboutBody of(Application.About about) {
            return new AboutBody(about.name(), about.contacts(), about.odsCode(), about.internal());
        }
    }

    private CompletionStage<HttpResponse> show(HttpRequest request, String text) {
        var id = id(text);
        if (!Callers.of(request).application().equals(id)) {
            Callers.operator(request);
        }
        return Deadline.within(answerTimeout, applications.find(id))
                .thenApply(found ->
                        found.map(each -> Json.ok(ApplicationBody.of(each))).orElseGet(Errors::notFound));
    }

    private CompletionStage<HttpResponse> put(HttpRequest request, String text) {
        var actor = Callers.operator(request).application();
        var application = reader.read(Bytes.of(request), id(text));
        return Deadline.within(answerTimeout, applications.put(application, actor))
                .thenApply(created -> stored(application, created));
    }

    private static HttpResponse stored(Application application, boolean created) {
        var body = ApplicationBody.of(application);
        return created
                ? Json.response(StatusCodes.CREATED, body)
                        .addHeader(RawHeader.create("Location", PATH + application.id()))
                : Json.ok(body);
    }

    /**
     * All that it owns first: should that fail half way, the application is there to be deleted again. And once
     * more at the end, for its tokens were good until then.
     */
    private CompletionStage<HttpResponse> delete(HttpRequest request, String text) {
        var actor = Callers.operator(request).application();
        var id = id(text);
        return Deadline.within(answerTimeout, applications.find(id)).thenCompose(found -> {
            if (found.isEmpty()) {
                throw new RequestRefused(Errors.notFound());
            }
            requireDeletable(id);
            return belongings
                    .delete(id, actor)
                    .thenCompose(all -> applications.delete(id, actor))
                    .thenCompose(deleted -> belongings.delete(id, actor))
                    .thenApply(all -> Json.noContent());
        });
    }

    /** Before anything of it is touched. Its event types cannot be deleted with it: first another one has to answer for them. */
    private void requireDeletable(ApplicationId id) {
        if (applications.isFixed(id)) {
            throw new ApplicationIsFixed();
        }
        var owned = types.entries().ownedBy(id);
        if (!owned.isEmpty()) {
            throw new RequestRefused(Errors.conflict(
                    "The application owns event types, please let another one own them first: " + named(owned)));
        }
    }

    private static String named(List<TopicName> types) {
        return types.stream().limit(TYPES_NAMED_MAX).map(TopicName::value).collect(Collectors.joining(", "))
                + (types.size() > TYPES_NAMED_MAX ? ", …" : "");
    }
}
