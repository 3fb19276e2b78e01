package org.openmns.broker.delivery;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Optional;
import org.openmns.broker.delivery.OutboundHttp.Call;
import org.openmns.broker.delivery.Outcome.Verdict;
import org.openmns.subscription.Credentials.OAuth2;
import org.openmns.subscription.SubscriptionId;

/**
 * Fetches access tokens by OAuth 2.0 client credentials (RFC 6749, section 4.4) and keeps each for its subscription until
 * shortly before it expires. Attempts that need one at the same time share one request, and with it the time of the first.
 */
final class AccessTokens {

    /** Subscriptions whose tokens are kept at once; those of others are fetched more often. */
    private static final int TOKENS_MAX = 10_000;

    /** An answer is a token of some KB and little else. */
    private static final int ANSWER_BYTES_MAX = 64 * 1024;

    private final OutboundHttp http;
    private final AsyncCache<Key, Fetched> known = Caffeine.newBuilder()
            .maximumSize(TOKENS_MAX)
            .expireAfter(Expiry.<Key, Fetched>creating((key, fetched) -> fetched.keptFor()))
            .executor(Runnable::run)
            .buildAsync();

    AccessTokens(OutboundHttp http) {
        this.http = http;
    }

    /** Whose token. One that changes its secret gets a new one. */
    private record Key(SubscriptionId subscription, OAuth2 grant) {}

    /** A token, or why there is none: one of the two is empty. A failure as such the cache would write into the log. */
    private record Fetched(Optional<AccessToken> token, Optional<AttemptFailure> failure) {

        static Fetched of(AccessToken token) {
            return new Fetched(Optional.of(token), Optional.empty());
        }

        static Fetched failed(Throwable why) {
            var failure = new AttemptFailure(Causes.verdict(why), "oauth2: " + Causes.detail(why));
            return new Fetched(Optional.empty(), Optional.of(failure));
        }

        Duration keptFor() {
            return token.map(AccessToken::keptFor).orElse(Duration.ZERO);
        }

        AccessToken allowed() {
            return token.orElseThrow(() -> failure.orElseThrow());
        }
    }

    /** The token, at once where it is known; whatever goes wrong is a failed attempt. */
    Future<AccessToken> get(SubscriptionId subscription, OAuth2 grant, Deadline deadline) {
        var key = new Key(subscription, grant);
        var fetched = known.get(
                key,
                (missing, unused) -> fetch(grant, deadline).toCompletionStage().toCompletableFuture());
        return Future.fromCompletionStage(fetched, deadline.loop()).map(Fetched::allowed);
    }

    /**
     * The endpoint does not take this one. A newer one stays, and one that is being fetched: to look at that would be to wait
     * for it, on the very loop that fetches it.
     */
    void drop(SubscriptionId subscription, OAuth2 grant, AccessToken refused) {
        var key = new Key(subscription, grant);
        var there = known.getIfPresent(key);
        if (there != null && there.isDone() && there.join().equals(Fetched.of(refused))) {
            known.asMap().remove(key, there);
        }
    }

    private Future<Fetched> fetch(OAuth2 grant, Deadline deadline) {
        return Future.succeededFuture(grant)
                .map(AccessTokens::call)
                .compose(call -> http.send(call, deadline))
                .compose(response -> body(response, deadline))
                .map(body -> Fetched.of(AccessToken.read(body)))
                .otherwise(Fetched::failed);
    }

    private static Call call(OAuth2 grant) {
        var endpoint = Endpoint.parse(grant.tokenUrl())
                .orElseThrow(
                        () -> new AttemptFailure(Verdict.RETRY_SLOWLY, "the token URL is not an http or https URL"));
        var form = Buffer.buffer(TokenRequest.form(grant));
        return new Call(HttpMethod.POST, endpoint, RequestHeaders.ofTokenRequest(grant), form);
    }

    private static Future<Buffer> body(HttpClientResponse response, Deadline deadline) {
        var status = response.statusCode();
        if (status != 200) {
            deadline.letGo();
            AnswerBody.refuse(response);
            // What a token server refuses, a person has to mend.
            var refused = Verdict.of(status) == Verdict.RETRY_SLOWLY;
            throw new AttemptFailure(refused ? Verdict.RETRY_SLOWLY : Verdict.RETRY, "HTTP " + status);
        }
        return AnswerBody.read(response, ANSWER_BYTES_MAX).onComplete(done -> deadline.letGo());
    }
}
