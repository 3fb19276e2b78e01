package org.openmns.broker.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.openmns.broker.delivery.Outcome.Verdict;

/** A bearer token, for how long it is used, and when it came. */
record AccessToken(String value, Duration keptFor, long cameNanos) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** RFC 6750, section 2.1; and what a server's limit on headers leaves room for. */
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._~+/-]{1,8192}=*");

    /** Where the server does not say how long it is good for. */
    private static final Duration UNSTATED = Duration.ofMinutes(5);

    /** However long it says: a client that was shut out shall not go on for ever. */
    private static final Duration KEPT_MAX = Duration.ofHours(24);

    /** So long before its end, or a tenth of its time where that is shorter, a token is fetched anew. */
    private static final Duration EARLY = Duration.ofSeconds(30);

    /** The token in a token server's answer; refusals say nothing of its content. */
    static AccessToken read(Buffer answer) {
        var json = json(answer);
        var token = json.path("access_token").asText("");
        if (!FORM.matcher(token).matches()) {
            throw refused("no access token in the answer");
        }
        if (!json.path("token_type").asText("").equalsIgnoreCase("Bearer")) {
            throw refused("the token is not a bearer token");
        }
        return new AccessToken(token, keptFor(json.path("expires_in")), System.nanoTime());
    }

    /** Some servers write the number as a text. */
    private static Duration keptFor(JsonNode expiresIn) {
        var seconds = expiresIn.asLong(UNSTATED.toSeconds());
        var life = Duration.ofSeconds(Math.max(0, Math.min(seconds, KEPT_MAX.toSeconds())));
        var early = life.dividedBy(10);
        return life.minus(early.compareTo(EARLY) < 0 ? early : EARLY);
    }

    private static JsonNode json(Buffer answer) {
        try {
            return JSON.readTree(answer.getBytes());
        } catch (IOException malformed) {
            throw refused("the answer is not JSON");
        }
    }

    private static AttemptFailure refused(String why) {
        return new AttemptFailure(Verdict.RETRY, why);
    }

    /** Whether it was there before this moment. */
    boolean isOlderThan(long nanos) {
        return cameNanos - nanos < 0;
    }

    @Override
    public String toString() {
        return "AccessToken[keptFor=" + keptFor + "]";
    }
}
