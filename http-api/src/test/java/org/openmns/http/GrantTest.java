package org.openmns.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.http.ApprovalScene.TYPE;

import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openmns.access.Permission;
import org.openmns.access.Permissions;

/** What a grant opens, of a type under approval. */
class GrantTest {

    private static final String SUBSCRIPTION = "11111111-1111-4111-8111-111111111111";

    private static final ActorTestKit actors = ActorTestKit.create();

    private final ApprovalScene it = new ApprovalScene(actors);

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /subscriptions",
        "PUT, /subscriptions/" + SUBSCRIPTION,
        "POST, /subscriptions/" + SUBSCRIPTION + "/resume",
        "POST, /subscriptions/" + SUBSCRIPTION + "/replay",
        "GET, /subscriptions/" + SUBSCRIPTION + "/dead-letters",
        "POST, /subscriptions/" + SUBSCRIPTION + "/dead-letters/redrive"
    })
    void withoutAGrantNoEventOfTheTypeIsToBeHad(String method, String path) {
        var subscribing = Permission.parse("subscriptions:create:*").orElseThrow();
        it.caller("gp-1", new Permissions(Set.of(subscribing)), Set.of());
        it.api.register(SUBSCRIPTION, "gp-1");
        var body = path.endsWith("/replay")
                ? "{\"from\":\"2026-01-01T00:00:00Z\",\"to\":\"2026-01-02T00:00:00Z\"}"
                : path.endsWith("/redrive") ? "" : Api.SUBSCRIPTION;

        assertThat(it.call(method, path, body, "gp-1"))
                .returns(403, Api.Answer::status)
                .returns("{\"errors\":\"Unauthorised\"}", Api.Answer::body);
        it.api.subscription.expectNoMessage();
    }

    @Test
    void withAGrantAloneAnApplicationSubscribes() {
        it.caller("gp-1", Permissions.NONE, Set.of(TYPE));

        it.api.send(ApprovalScene.request("POST", "/subscriptions", Api.SUBSCRIPTION, "gp-1"));

        assertThat(it.api.subscription.receiveMessage()).isNotNull();
    }
}
