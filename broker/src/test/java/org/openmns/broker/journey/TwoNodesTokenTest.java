package org.openmns.broker.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.Eventually;
import org.openmns.broker.Postgres;
import org.openmns.broker.RunningNode;
import org.openmns.broker.access.Clients;

/** What one node gives for a signed JWT, the other believes, and gives nothing more for the same. */
class TwoNodesTokenTest {

    private static final int RACES = 10;

    @TempDir
    private Path directory;

    @Test
    void aSignedJwtIsGoodForOneTokenOnAllNodesTogether() {
        var settings = new HashMap<>(Postgres.emptyDatabase().settings());
        settings.putAll(TokenCalls.settings(directory));
        try (var one = RunningNode.start(directory.resolve("one"), settings);
                var two = RunningNode.start(directory.resolve("two"), settings)) {
            var here = TokenCalls.to(one);
            var there = new TokenCalls(two, here.operator());
            here.register("once", "events:create:*");
            Eventually.holds(
                    "the other node knows it",
                    () -> there.askForToken(assertion()).statusCode() == 200);
            var assertion = assertion();

            var given = here.askForToken(assertion);
            assertThat(given.statusCode()).isEqualTo(200);
            var token = Calls.json(given.body()).get("access_token").asText();
            assertThat(there.call("GET", "/subscriptions", "", token).statusCode())
                    .isEqualTo(200);
            assertReplayed(there.askForToken(assertion));
            assertReplayed(here.askForToken(assertion));

            for (var race = 0; race < RACES; race++) {
                var contended = assertion();
                assertThat(raced(List.of(here, there), contended)).containsExactly(200, 401);
            }
        }
    }

    private static String assertion() {
        return Clients.assertion("once", TokenCalls.BASE + "/oauth2/token");
    }

    private static void assertReplayed(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(Calls.json(answer.body()).get("error_description").asText()).isEqualTo("the jti was used before");
    }

    /** The statuses of asking all of them at once, in order. */
    private static Stream<Integer> raced(List<TokenCalls> nodes, String assertion) {
        var asking = nodes.stream()
                .map(node -> CompletableFuture.supplyAsync(() -> node.askForToken(assertion)))
                .toList();
        return asking.stream().map(each -> each.join().statusCode()).sorted();
    }
}
