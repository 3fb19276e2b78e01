package org.openmns.http;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.openmns.subscription.Registration;
import org.openmns.subscription.SigningSecret;
import org.openmns.subscription.Subscription;
import org.openmns.subscription.Subscription.Status;
import org.openmns.subscription.SubscriptionCommand.Change;
import org.openmns.subscription.SubscriptionCommand.Subscribe;
import org.openmns.subscription.SubscriptionCommand.Unsubscribe;
import org.openmns.subscription.SubscriptionId;
import org.openmns.subscription.SubscriptionReply.Accepted;
import org.openmns.subscription.SubscriptionReply.Subscribed;

/** {@code /subscriptions}: creating, listing, reading, changing and deleting them, as MNS does. */
final class SubscriptionRoutes extends AllDirectives {

    /** MNS's page. */
    static final int PAGE_MAX = 500;

    private final SecureRandom random = new SecureRandom();
    private final Subscriptions subscriptions;
    private final SubscriptionQuota quota;
    private final SubscriptionReader reader;
    private final Deprecation deprecation;
    private final BiConsumer<SubscriptionId, String> secretKnown;

    SubscriptionRoutes(
            Subscriptions subscriptions,
            SubscriptionQuota quota,
            SubscriptionReader reader,
            Deprecation deprecation,
            BiConsumer<SubscriptionId, String> secretKnown) {
        this.subscriptions = subscriptions;
        this.quota = quota;
        this.reader = reader;
        this.deprecation = deprecation;
        this.secretKnown = secretKnown;
    }

    Route routes() {
        return pathPrefix(
                "subscriptions",
                () -> concat(
                        // POST /subscriptions
                        pathEnd(() -> post(() -> Routes.answer(this::subscribe))),
                        // GET /subscriptions?continue_from=
                        pathEnd(() -> get(() -> Routes.answer(this::list))),
                        path(
                                segment(),
                                id -> concat(
                                        // GET /subscriptions/{id}
                                        get(() -> Routes.answer(request -> show(request, id))),
                                        // PUT /subscriptions/{id}
                                        put(() -> Routes.answer(request -> change(request, id))),
                                        // DELETE /subscriptions/{id}
                                        delete(() -> Routes.answer(request -> unsubscribe(request, id)))))));
    }

    private CompletionStage<HttpResponse> subscribe(HttpRequest request) {
        var owner = Callers.owner(request);
        var repeatable = IdempotencyKey.id(request, owner);
        var id = repeatable.orElseGet(() -> new SubscriptionId(UUID.randomUUID()));
        var subscription = reader.read(Bytes.of(request));
        Callers.requireMayFollow(request, subscription.criteria().eventType());
        var secret = SigningSecret.generate(random);
        return subscriptions
                .checked(owner, subscription)
                .thenCompose(checked -> within(
                        owner,
                        repeatable,
                        () -> subscriptions.tell(
                                id, Subscribed.class, replyTo -> new Subscribe(checked, secret, owner, replyTo))))
                .thenApply(subscribed -> deprecation.on(
                        created(id, subscribed.created() ? Optional.of(secret) : Optional.empty()),
                        subscription.criteria().eventType()));
    }

    /** One more, unless it is there already and asked for again. */
    private CompletionStage<Subscribed> within(
            String owner, Optional<SubscriptionId> repeatable, Supplier<CompletionStage<Subscribed>> creating) {
        return repeatable
                .map(id -> quota.within(owner, () -> subscriptions.isOwn(owner, id), creating))
                .orElseGet(() -> quota.within(owner, creating));
    }

    record CreatedBody(SubscriptionId id, Optional<String> secret) {

        @Override
        public String toString() {
            return "CreatedBody[" + id + "]";
        }
    }

    private HttpResponse created(SubscriptionId id, Optional<String> secret) {
        secret.ifPresent(each -> secretKnown.accept(id, each));
        return Json.response(StatusCodes.CREATED, new CreatedBody(id, secret))
                .addHeader(RawHeader.create("Location", "/subscriptions/" + id));
    }

    private CompletionStage<HttpResponse> list(HttpRequest request) {
        var token = Routes.parameter(request, "continue_from");
        var after = token.flatMap(ContinueFrom::parse);
        if (token.isPresent() && after.isEmpty()) {
            throw new RequestRefused(Errors.invalidContinueFrom());
        }
        var self = "/subscriptions"
                + after.map(last -> "?continue_from=" + ContinueFrom.token(last))
                        .orElse("");
        return subscriptions
                .list(Callers.owner(request), after, PAGE_MAX)
                .thenApply(page -> Json.response(StatusCodes.OK, Json.FHIR, SubscriptionBundle.of(page, self)));
    }

    private CompletionStage<HttpResponse> show(HttpRequest request, String id) {
        return subscriptions
                .find(request, id)
                .thenApply(found -> Json.response(StatusCodes.OK, Json.FHIR, SubscriptionResource.of(found)));
    }

    private CompletionStage<HttpResponse> change(HttpRequest request, String id) {
        var body = Bytes.of(request);
        return subscriptions.find(request, id).thenCompose(found -> change(request, found, body));
    }

    private CompletionStage<HttpResponse> change(HttpRequest request, Registration found, byte[] body) {
        var subscription = reader.read(body, found);
        Callers.requireMayFollow(request, subscription.criteria().eventType());
        return subscriptions
                .checked(found.owner(), subscription)
                .thenCompose(checked -> found.standing().status() == Status.OFF
                        ? quota.within(found.owner(), () -> change(found, checked))
                        : change(found, checked))
                .thenApply(accepted ->
                        deprecation.on(Json.noContent(), subscription.criteria().eventType()));
    }

    /** One that is off begins anew by this, and counts again. */
    private CompletionStage<Accepted> change(Registration found, Subscription checked) {
        return subscriptions.tell(found.id(), Accepted.class, replyTo -> new Change(checked, replyTo));
    }

    private CompletionStage<HttpResponse> unsubscribe(HttpRequest request, String id) {
        return subscriptions.ask(request, id, Accepted.class, Unsubscribe::new).thenApply(accepted -> {
            quota.oneLess(Callers.owner(request));
            return Json.noContent();
        });
    }
}
