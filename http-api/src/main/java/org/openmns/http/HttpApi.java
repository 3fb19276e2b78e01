package org.openmns.http;

import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.japi.function.Function;
import org.openmns.access.Caller;
import org.openmns.access.FairShare;
import org.openmns.access.Shares;
import org.openmns.cohort.CohortKey;
import org.openmns.cohort.Membership;
import org.openmns.event.EventFormat;
import org.openmns.subscription.AllowedHosts;
import org.openmns.subscription.DeliveryOptions;
import org.openmns.subscription.SubscriptionCommand;
import org.openmns.subscription.SubscriptionId;

/**
 * The door: every request comes in here, and every answer goes out with its correlation id.
 *
 * <p>{@code POST /events} and uploads of cohorts go to their plain handlers; all else is read whole and then routed, so
 * that a route sees only bodies that have arrived within their limits.
 */
public final class HttpApi implements Function<HttpRequest, CompletionStage<HttpResponse>> {

    private static final String EVENTS = "/events";

    private final Handlers handlers;
    private final OpenToAll open;
    private final Body body;
    private final Limits limits;
    private final Duration lateMax;
    private final Duration lateUploadMax;
    private final AnswerHeaders headers;
    private final Callers callers;
    private final RequestRates rates;
    private final Shares requests;

    HttpApi(Handlers handlers, OpenToAll open, Ports ports, Body body, Options options) {
        this.handlers = handlers;
        this.open = open;
        this.callers = new Callers(ports.onboarding().access());
        this.rates = new RequestRates(ports.onboarding().allowance().rate(), TimeMeter.SYSTEM_MILLISECONDS);
        this.requests = new Shares(ports.onboarding().allowance().requests());
        this.body = body;
        this.limits = options.limits();
        this.lateMax = DeliveryRoutes.TEST_TIMEOUT.plusSeconds(5);
        this.lateUploadMax = options.uploads().answerTimeout().plusSeconds(5);
        this.headers = new AnswerHeaders(ports.operations(), limits.waits().retryAfter());
    }

    /** Who stands behind the door. */
    public record Ports(
            Publisher publisher,
            java.util.function.Function<SubscriptionId, RecipientRef<SubscriptionCommand>> subscriptions,
            Stored stored,
            Operations operations,
            Onboarding onboarding) {}

    /** Who may come in, and what is seen and changed of that. */
    public record Onboarding(Access access, Tokens tokens, Registers registers, AuditLog audit, Allowance allowance) {}

    /** Who there is, and who asked to follow what. */
    public record Registers(Applications applications, AccessRequests requests) {}

    /** What one application may take of this node, and have in all. {@code subscriptionsMax} 0: any number. */
    public record Allowance(
            Rate rate, int subscriptionsMax, FairShare events, FairShare requests, FairShare bodyBytes) {

        public static final Allowance UNLIMITED =
                new Allowance(Rate.UNLIMITED, 0, new FairShare(0), new FairShare(0), new FairShare(0));
    }

    /** Requests that one application may send to this node: so many a second, and at most so many at once. */
    public record Rate(int perSecond, int burst) {

        public static final Rate UNLIMITED = new Rate(0, 0);
    }

    /** What is kept beside the entities, and asked for without starting one. */
    public record Stored(Directory directory, History history, Cohorts cohorts) {}

    /** What events and criteria are held against. */
    public record Vocabulary(
            EventTypes types,
            EventTypes.Limits limits,
            EventFormat format,
            java.util.function.Function<CohortKey, Membership> cohorts) {}

    /** {@code delivery} is what a subscription gets that asks for nothing else. */
    public record Options(
            Limits limits, Uploads uploads, DeliveryOptions delivery, Endpoints endpoints, String version) {}

    /** Where webhooks may point to, as far as their text tells. */
    public record Endpoints(boolean plainHttpAllowed, AllowedHosts hosts) {}

    /** How large a body may be and how long we wait, for the body and for those behind the door. */
    public record Limits(int eventBytesMax, int batchBytesMax, int bodyBytesMax, Duration bodyTimeout, Waits waits) {

        Duration answerTimeout() {
            return waits.answerTimeout();
        }
    }

    /** What is taken of cohorts, how many at once, and how long it may take to arrive, and then to be stored. */
    public record Uploads(Sizes sizes, int atOnceMax, Duration timeout, Duration answerTimeout) {

        /** How large a body may be, how many values it may hold, all or a change, and what they may take of the heap. */
        public record Sizes(int bytesMax, int valuesMax, int changeMax, long weightMax) {}
    }

    /** How long a request waits for its answer, and what a client that is sent away is told to wait. */
    public record Waits(Duration answerTimeout, Duration retryAfter) {}

    /** The door of a production node. */
    public static HttpApi production(ActorSystem<?> system, Ports ports, Vocabulary vocabulary, Options options) {
        var wiring = new HttpApiWiring(system, ports, vocabulary, options);
        return wiring.api(wiring.routes((id, secret) -> {}), OpenToAll.IN_PRODUCTION);
    }

    /** The door of a sandbox, which has an inbox of at most this many messages. */
    public static HttpApi sandbox(
            ActorSystem<?> system, Ports ports, Vocabulary vocabulary, Options options, int inboxMessagesMax) {
        var wiring = new HttpApiWiring(system, ports, vocabulary, options);
        var inbox = new Inbox(inboxMessagesMax);
        var inboxRoutes = new InboxRoutes(inbox, Clock.systemUTC()).routes();
        var cluster = new OperatorRoutes(ports.operations()).cluster();
        return wiring.api(wiring.routes(inbox::learn).orElse(inboxRoutes).orElse(cluster), OpenToAll.IN_SANDBOX);
    }

    @Override
    public CompletionStage<HttpResponse> apply(HttpRequest request) {
        var correlationId = CorrelationId.of(request);
        return answer(Head.asGet(request), correlationId)
                .handle((response, failure) -> failure == null ? response : Failures.answerTo(failure))
                .thenApply(response -> headers.on(response, correlationId));
    }

    private CompletionStage<HttpResponse> answer(HttpRequest request, String correlationId) {
        try {
            Ambiguity.refuse(request);
            var path = request.getUri().path();
            if (open.includes(path)) {
                var bytesMax = open.bytesMax(path, limits.bodyBytesMax());
                return readAndRoute(request, Body.Terms.ofStrangers(bytesMax), correlationId);
            }
            return callers.ask(request).thenCompose(caller -> admit(request, path, correlationId, caller));
        } catch (RuntimeException failure) {
            // The border: whatever it is, the client gets an answer of ours.
            return CompletableFuture.failedStage(failure);
        }
    }

    private CompletionStage<HttpResponse> admit(HttpRequest request, String path, String correlationId, Caller caller) {
        try {
            rates.count(caller.application());
            if (path.equals(EVENTS) && request.method().equals(HttpMethods.POST)) {
                return handlers.events().handle(request, caller, correlationId);
            }
            var hold = requests.take(caller.owner(), 1)
                    .orElseThrow(() -> new RequestRefused(Errors.overShare("requests")));
            return handle(Callers.with(request, caller), path, correlationId)
                    .whenComplete((answered, failure) -> hold.giveBack(1));
        } catch (RequestRefused | PublishRefused unread) {
            return body.discard(request).thenCompose(discarded -> CompletableFuture.failedStage(unread));
        }
    }

    /** Never throws, so that whoever waits for its end hears of it. */
    private CompletionStage<HttpResponse> handle(HttpRequest admitted, String path, String correlationId) {
        try {
            return CohortUploads.areMeantBy(admitted, path)
                    ? upload(admitted, correlationId)
                    : readAndRoute(
                            admitted, new Body.Terms(Callers.owner(admitted), limits.bodyBytesMax()), correlationId);
        } catch (RuntimeException failure) {
            return CompletableFuture.failedStage(failure);
        }
    }

    private CompletionStage<HttpResponse> upload(HttpRequest request, String correlationId) {
        headers.onALateAnswer(request, lateUploadMax, correlationId);
        MediaKinds.requireAcceptable(request);
        return handlers.uploads().handle(request);
    }

    private CompletionStage<HttpResponse> readAndRoute(HttpRequest request, Body.Terms terms, String correlationId) {
        headers.onALateAnswer(request, lateMax, correlationId);
        if (!request.getUri().path().equals(ServiceRoutes.OPENAPI)) {
            MediaKinds.requireAcceptable(request);
        }
        return body.read(request, terms, bytes -> route(request, bytes));
    }

    private CompletionStage<HttpResponse> route(HttpRequest request, byte[] bytes) {
        try {
            var entity = HttpEntities.create(request.entity().getContentType(), bytes);
            return handlers.routes().apply(request.withEntity(entity));
        } catch (Exception failure) {
            // The sealed route answers failures itself; only its signature throws.
            return CompletableFuture.failedStage(failure);
        }
    }
}
