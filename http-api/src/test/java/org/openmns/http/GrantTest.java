package org.openmns.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openmns.access.ApplicationId;
import org.openmns.access.Caller;
import org.openmns.access.Permission;
import org.openmns.access.Permissions;
import org.openmns.event.TopicName;

/** What a grant opens, of a type under approval. */
class GrantTest {

    private static final ActorTestKit actors = ActorTestKit.create();

    private static final TopicName TYPE = new TopicName("patientflags-change-1");
    private static final String SUBSCRIPTION = "11111111-1111-4111-8111-111111111111";

    private final Api api = new Api(actors);

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
    }

    private void caller(Permissions permissions, Set<TopicName> granted) {
        api.onboarding.open = false;
        api.onboarding.callers.put(
                "gp-1", new Caller(new ApplicationId("gp-1"), permissions, granted, Set.of(TYPE)));
    }

    private Api.Answer call(String method, String path, String body) {
        return api.call(HttpRequest.create(path)
                .withMethod(HttpMethods.lookup(method).orElseThrow())
                .withEntity(ContentTypes.APPLICATION_JSON, body.getBytes(UTF_8))
                .addHeader(RawHeader.create("Authorization", "Bearer gp-1")));
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
        caller(new Permissions(Set.of(subscribing)), Set.of());
        api.register(SUBSCRIPTION, "gp-1");
        var body = path.endsWith("/replay")
                ? "{\"from\":\"2026-01-01T00:00:00Z\",\"to\":\"2026-01-02T00:00:00Z\"}"
                : path.endsWith("/redrive") ? "" : Api.SUBSCRIPTION;

        assertThat(call(method, path, body))
                .returns(403, Api.Answer::status)
                .returns("{\"errors\":\"Unauthorised\"}", Api.Answer::body);
        api.subscription.expectNoMessage();
    }

    @Test
    void withAGrantAloneAnApplicationSubscribes() {
        caller(Permissions.NONE, Set.of(TYPE));

        api.send(HttpRequest.POST("/subscriptions")
                .withEntity(ContentTypes.APPLICATION_JSON, Api.SUBSCRIPTION.getBytes(UTF_8))
                .addHeader(RawHeader.create("Authorization", "Bearer gp-1")));

        assertThat(api.subscription.receiveMessage()).isNotNull();
    }
}
