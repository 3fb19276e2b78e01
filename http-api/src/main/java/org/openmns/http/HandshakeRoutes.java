package org.openmns.http;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.openmns.subscription.AllowedRate;
import org.openmns.subscription.SubscriptionCommand.GrantHandshake;
import org.openmns.subscription.SubscriptionId;
import org.openmns.subscription.SubscriptionReply.Accepted;

/**
 * {@code /subscriptions/{id}/handshake/{token}}: where an endpoint agrees to deliveries later, as CloudEvents' webhook
 * specification has it. It asks for no authentication, for the token is the secret: a person may open it in a browser.
 * HEAD agrees to nothing: what looks at links before a person does may send it.
 */
final class HandshakeRoutes extends AllDirectives {

    private static final Pattern PATH = Pattern.compile("/subscriptions/[^/]+/handshake/[^/]+");

    private static final int TOKEN_LENGTH_MAX = 64;

    /** Asked of the registry at once in the name of strangers; a person who opens a link does not notice. */
    private static final int AT_ONCE_MAX = 16;

    private final Semaphore places = new Semaphore(AT_ONCE_MAX);
    private final Subscriptions subscriptions;

    HandshakeRoutes(Subscriptions subscriptions) {
        this.subscriptions = subscriptions;
    }

    /** Whether this path ends in such a token. */
    static boolean areMeantBy(String path) {
        return PATH.matcher(path).matches();
    }

    Route routes() {
        return pathPrefix(
                "subscriptions",
                () -> pathPrefix(
                        segment(),
                        id -> path(
                                segment("handshake").slash(segment()),
                                token -> concat(
                                        // GET /subscriptions/{id}/handshake/{token}
                                        get(() -> Routes.answer(request -> grant(request, id, token))),
                                        // POST /subscriptions/{id}/handshake/{token}
                                        post(() -> Routes.answer(request -> grant(request, id, token)))))));
    }

    private CompletionStage<HttpResponse> grant(HttpRequest request, String segment, String token) {
        var id = Subscriptions.id(segment);
        if (token.length() > TOKEN_LENGTH_MAX) {
            throw new RequestRefused(Errors.notFound());
        }
        if (!places.tryAcquire()) {
            throw new RequestRefused(Errors.unavailable("Too many endpoints are agreeing now, please try again"));
        }
        return granted(id, token, perMinuteMax(request)).whenComplete((answer, failure) -> places.release());
    }

    private CompletionStage<HttpResponse> granted(SubscriptionId id, String token, Optional<Integer> perMinuteMax) {
        return CompletableFuture.completedStage(id)
                .thenCompose(subscriptions::known)
                .thenCompose(known -> subscriptions.tell(
                        id, Accepted.class, replyTo -> new GrantHandshake(token, perMinuteMax, replyTo)))
                .thenApply(accepted -> Json.ok(new GrantedBody(id, true)));
    }

    record GrantedBody(SubscriptionId subscription, boolean granted) {}

    private static Optional<Integer> perMinuteMax(HttpRequest request) {
        return request.getHeader("WebHook-Allowed-Rate").map(HttpHeader::value).flatMap(AllowedRate::perMinute);
    }
}
