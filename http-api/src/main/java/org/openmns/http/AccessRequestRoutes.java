package org.openmns.http;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.openmns.access.AccessRequest;
import org.openmns.access.AccessRequest.Ruling;
import org.openmns.access.AccessRequest.Step;
import org.openmns.access.ApplicationId;
import org.openmns.access.Filing;
import org.openmns.event.TopicName;
import org.openmns.subscription.SubscriptionId;

/** {@code /event-types/{type}/access-requests}: asking to follow a type under approval, and deciding on that. */
final class AccessRequestRoutes extends AllDirectives {

    private static final int PAGE_MAX = 500;

    private final AccessRequests requests;
    private final EventTypes types;
    private final AccessRequestReader reader;
    private final Duration answerTimeout;

    AccessRequestRoutes(AccessRequests requests, EventTypes types, AccessRequestReader reader, Duration answerTimeout) {
        this.requests = requests;
        this.types = types;
        this.reader = reader;
        this.answerTimeout = answerTimeout;
    }

    Route routes() {
        return pathPrefix(
                segment("event-types").slash(segment()).slash("access-requests"),
                type -> concat(
                        // POST /event-types/{type}/access-requests
                        pathEnd(() -> post(() -> Routes.answer(request -> file(request, type)))),
                        // GET /event-types/{type}/access-requests?after=&limit=
                        pathEnd(() -> get(() -> Routes.answer(request -> list(request, type)))),
                        // GET /event-types/{type}/access-requests/{id}
                        path(segment(), id -> get(() -> Routes.answer(request -> show(request, type, id)))),
                        pathPrefix(segment(), id -> steps(type, id))));
    }

    private Route steps(String type, String id) {
        return concat(
                // POST /event-types/{type}/access-requests/{id}/approve
                path("approve", () -> step(type, id, Step.APPROVE, AccessRequestRoutes::reasonIfAny)),
                // POST /event-types/{type}/access-requests/{id}/refuse
                path("refuse", () -> step(type, id, Step.REFUSE, AccessRequestRoutes::reason)),
                // POST /event-types/{type}/access-requests/{id}/withdraw
                path("withdraw", () -> step(type, id, Step.WITHDRAW, AccessRequestRoutes::reason)));
    }

    private Route step(String type, String id, Step step, Function<HttpRequest, Optional<String>> reason) {
        return post(() -> Routes.answer(request -> find(request, type, id).thenCompose(found -> {
            var why = reason.apply(request);
            return Deadline.within(answerTimeout, requests.decide(found.id(), step, Callers.of(request), why))
                    .thenApply(ruling -> decided(ruling));
        })));
    }

    private static Optional<String> reason(HttpRequest request) {
        return AccessRequestReader.reason(Bytes.of(request));
    }

    private static Optional<String> reasonIfAny(HttpRequest request) {
        return Bytes.any(request).length == 0 ? Optional.empty() : reason(request);
    }

    private static HttpResponse decided(Optional<Ruling> ruling) {
        if (ruling.isEmpty()) {
            return Errors.notFound();
        }
        return ruling.get() instanceof Ruling.Declined declined ? Refusals.of(declined) : Json.noContent();
    }

    /** The type that a URL names, where the catalogue has it. */
    private TopicName type(String text) {
        return Optional.of(text)
                .filter(TopicName::isValid)
                .map(TopicName::new)
                .filter(name -> types.entries().find(name).isPresent())
                .orElseThrow(() -> new RequestRefused(Errors.notFound()));
    }

    private static UUID id(String text) {
        return SubscriptionId.parse(text)
                .map(SubscriptionId::value)
                .orElseThrow(() -> new RequestRefused(Errors.invalidAccessRequestId()));
    }

    private CompletionStage<HttpResponse> file(HttpRequest request, String text) {
        var type = type(text);
        var caller = Callers.of(request);
        var claim = reader.claim(Bytes.of(request), type, caller.application());
        var governance = requests.governance(type);
        if (!governance.byApproval()) {
            throw new RequestRefused(Errors.conflict("This event type is open: it takes no approval to follow it"));
        }
        if (governance.isDecidedBy(caller)) {
            throw new RequestRefused(Errors.conflict("Your application needs no approval to follow this event type"));
        }
        return Deadline.within(answerTimeout, requests.file(claim)).thenApply(filing -> filed(filing, type));
    }

    private static HttpResponse filed(Filing filing, TopicName type) {
        if (filing instanceof Filing.Filed filed) {
            return Json.response(StatusCodes.CREATED, Json.only("id", filed.id()))
                    .addHeader(RawHeader.create("Location", path(type) + "/" + filed.id()));
        }
        return filing instanceof Filing.Exists exists
                ? Errors.conflict("Your application has an access request for this event type with id: " + exists.id())
                : Errors.conflict("Your application has as many access requests as are accepted");
    }

    private static String path(TopicName type) {
        return "/event-types/" + type + "/access-requests";
    }

    private CompletionStage<HttpResponse> list(HttpRequest request, String text) {
        var type = type(text);
        var max = (int) Routes.number(request, "limit", PAGE_MAX, 1, PAGE_MAX);
        var after = Routes.number(request, "after", 0, 0, Long.MAX_VALUE);
        var caller = Callers.of(request);
        var whose = requests.governance(type).isDecidedBy(caller)
                ? Optional.<ApplicationId>empty()
                : Optional.of(caller.application());
        return Deadline.within(answerTimeout, requests.list(type, whose, after, max))
                .thenApply(page -> Json.ok(AccessRequestBody.ListBody.of(page, path(type), max)));
    }

    private CompletionStage<HttpResponse> show(HttpRequest request, String type, String id) {
        return find(request, type, id).thenApply(found -> Json.ok(AccessRequestBody.of(found)));
    }

    /** The request that the URL names, where the caller may know of it. */
    private CompletionStage<AccessRequest> find(HttpRequest request, String text, String id) {
        var type = type(text);
        var caller = Callers.of(request);
        return Deadline.within(answerTimeout, requests.find(id(id)))
                .thenApply(found -> found.filter(each -> each.claim().type().equals(type))
                        .filter(each -> each.isVisibleTo(caller, requests.governance(type)))
                        .orElseThrow(() -> new RequestRefused(Errors.notFound())));
    }
}
