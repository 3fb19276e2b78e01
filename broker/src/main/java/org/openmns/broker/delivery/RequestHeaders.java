package org.openmns.broker.delivery;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.openmns.broker.delivery.Outcome.Verdict;
import org.openmns.subscription.Channel.RestHook;
import org.openmns.subscription.Credentials.OAuth2;
import org.openmns.subscription.Signature;

/**
 * The headers of our requests. A subscriber may ask for any header but those that are ours to set or that steer the
 * connection: asking for one of these is ignored.
 */
final class RequestHeaders {

    private static final String USER_AGENT = "OpenMNS";

    private static final Set<String> NOT_THEIRS = Set.of(
            "connection",
            "content-length",
            "content-type",
            "expect",
            "host",
            "keep-alive",
            "te",
            "traceparent",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "x-correlation-id");

    private RequestHeaders() {}

    /** For a delivery, in the order in which they are sent. */
    static MultiMap of(Attempt attempt, RestHook hook, byte[] body, Instant now) {
        var headers = HttpHeaders.headers();
        headers.add("Content-Type", hook.payload().mediaType());
        hook.headers().forEach(header -> addTheirs(headers, header.name(), header.value()));
        var occurrence = attempt.occurrence();
        var id = WebhookId.of(attempt.subscription(), occurrence.offset());
        var timestamp = now.getEpochSecond();
        headers.add("webhook-id", id);
        headers.add("webhook-timestamp", Long.toString(timestamp));
        headers.add("webhook-signature", Signature.sign(attempt.secrets().signing(now), id, timestamp, body));
        var trace = occurrence.event().trace();
        headers.add("X-Correlation-ID", trace.correlationId());
        trace.traceparent().ifPresent(traceparent -> headers.add("traceparent", traceparent));
        return withUserAgent(headers);
    }

    /** For asking whether deliveries are wanted, with what they would be sent with: a gateway may want to see it here too. */
    static MultiMap ofHandshake(RestHook hook) {
        var headers = HttpHeaders.headers();
        hook.headers().forEach(header -> addTheirs(headers, header.name(), header.value()));
        return withUserAgent(headers);
    }

    /** For reading what an event refers to. */
    static MultiMap ofHydration(Map<String, String> theirs) {
        var headers = HttpHeaders.headers();
        theirs.forEach((name, value) -> addTheirs(headers, name, value));
        // We unpack nothing.
        headers.remove("Accept-Encoding");
        return withUserAgent(headers);
    }

    /** For fetching an access token. */
    static MultiMap ofTokenRequest(OAuth2 grant) {
        return HttpHeaders.headers()
                .add("Content-Type", "application/x-www-form-urlencoded")
                .add("Accept", "application/json")
                .add("Authorization", TokenRequest.authorization(grant))
                .add("User-Agent", USER_AGENT);
    }

    static boolean mayBeTheirs(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return !NOT_THEIRS.contains(lower) && !lower.startsWith("webhook-") && !lower.startsWith("proxy-");
    }

    private static void addTheirs(MultiMap headers, String name, String value) {
        if (!mayBeTheirs(name)) {
            return;
        }
        try {
            headers.add(name, value);
        } catch (IllegalArgumentException invalid) {
            // Without its message, which repeats the value.
            throw new AttemptFailure(Verdict.RETRY_SLOWLY, "a header of the subscription cannot be sent");
        }
    }

    private static MultiMap withUserAgent(MultiMap headers) {
        return headers.contains("User-Agent") ? headers : headers.add("User-Agent", USER_AGENT);
    }
}
