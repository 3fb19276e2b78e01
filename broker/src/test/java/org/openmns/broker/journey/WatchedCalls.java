package org.openmns.broker.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.openmns.broker.Planted;
import org.openmns.broker.RunningNode;
import org.openmns.broker.access.Clients;

/** Calls whose tokens and assertions are planted, and whose refusals must say nothing of what is. */
record WatchedCalls(RunningNode node, Planted planted) {

    static final String AUDIENCE = TokenCalls.BASE + "/oauth2/token";

    private static final String JSON = "application/json";

    /** A good one. */
    String token(String application) {
        var answer = ask(Clients.assertion(application, AUDIENCE));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        var token = Calls.json(answer.body()).get("access_token").asText();
        plant(token);
        return token;
    }

    /** A JWT whole, and what alone would be enough: its claims say who, its signature makes it good. */
    private void plant(String jwt) {
        planted.add("the JWT " + jwt.hashCode(), jwt);
        var parts = jwt.split("\\.", -1);
        if (parts.length == 3 && parts[2].length() > 3) {
            planted.add("the claims of the JWT " + jwt.hashCode(), parts[1]);
            planted.add("the signature of the JWT " + jwt.hashCode(), parts[2]);
        }
    }

    HttpResponse<String> ask(String assertion) {
        plant(assertion);
        return watched("POST /oauth2/token", new TokenCalls(node, "").askForToken(assertion));
    }

    /** Sends a form of its own. */
    HttpResponse<String> askBy(String form) {
        return watched(
                "POST /oauth2/token",
                new TokenCalls(node, "").call("POST", "/oauth2/token", form, "", "application/x-www-form-urlencoded"));
    }

    HttpResponse<String> call(String method, String path, String body, String token) {
        var type = path.equals("/events") ? Calls.CLOUDEVENT : JSON;
        return watched(method + " " + path, new TokenCalls(node, "").call(method, path, body, token, type));
    }

    /** With a token that lets nobody in. */
    void callInVain(String badToken) {
        plant(badToken);
        for (var path : List.of("/subscriptions", "/cohorts/mine", "/events", "/applications/gp", "/nowhere")) {
            for (var method : List.of("GET", "POST", "PUT")) {
                assertThat(call(method, path, "{}", badToken).statusCode()).isIn(401, 503);
            }
        }
    }

    private HttpResponse<String> watched(String call, HttpResponse<String> answer) {
        if (answer.statusCode() >= 400) {
            planted.areNotIn("the answer to " + call, answer.body() + answer.headers());
        }
        return answer;
    }
}
