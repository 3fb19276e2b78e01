package org.openmns.broker.delivery;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;
import org.openmns.broker.delivery.OutboundHttp.Call;
import org.openmns.subscription.Channel.RestHook;
import org.openmns.subscription.Credentials;

/** Shows the endpoint of one attempt who calls: by a certificate, by an access token. Lives on one event loop. */
final class Proof {

    private static final int UNAUTHORIZED = 401;

    private final Attempt attempt;
    private final Credentials credentials;
    private final AccessTokens tokens;
    private final long beganNanos = System.nanoTime();
    private @Nullable AccessToken token;

    Proof(Attempt attempt, AccessTokens tokens) {
        this.attempt = attempt;
        this.credentials = ((RestHook) attempt.channel()).credentials();
        this.tokens = tokens;
    }

    /** The call with what is to be shown, once it is there. */
    Future<Call> on(Call call, Deadline deadline) {
        var shown = call.with(credentials.clientCertificate());
        if (credentials.oauth2().isEmpty()) {
            return Future.succeededFuture(shown);
        }
        return tokens.get(attempt.subscription(), credentials.oauth2().get(), deadline)
                .map(fetched -> {
                    token = fetched;
                    shown.headers().set("Authorization", "Bearer " + fetched.value());
                    return shown;
                });
    }

    /** What the answer means: where an old token was refused, the next attempt may succeed with a new one. */
    Outcome judged(Outcome outcome) {
        var refused = token;
        if (refused == null
                || outcome.httpStatus().filter(status -> status == UNAUTHORIZED).isEmpty()) {
            return outcome;
        }
        credentials.oauth2().ifPresent(grant -> tokens.drop(attempt.subscription(), grant, refused));
        return refused.isOlderThan(beganNanos) ? outcome.again() : outcome;
    }
}
