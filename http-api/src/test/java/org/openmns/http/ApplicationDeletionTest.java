package org.openmns.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openmns.access.Application;
import org.openmns.access.ApplicationId;
import org.openmns.access.Permissions;

/** What is refused to be deleted keeps all that it owns. */
class ApplicationDeletionTest {

    private static final ActorTestKit actors = ActorTestKit.create();
    private static final String ID = "11111111-1111-4111-8111-111111111111";

    private final Api api = new Api(actors);

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
    }

    @BeforeEach
    void register() {
        for (var id : List.of("acme", FakeOnboarding.FIXED.value())) {
            var about = new Application.About(id, List.of(), Optional.empty(), false);
            var application = new Application(new ApplicationId(id), about, Application.Keys.NONE, Permissions.NONE);
            api.onboarding.registered.put(application.id(), application);
        }
    }

    private Api.Answer delete(String id) {
        return api.call(HttpRequest.DELETE("/applications/" + id));
    }

    @Test
    void oneOfTheConfigurationKeepsItsSubscriptions() {
        api.register(ID, FakeOnboarding.FIXED.value());

        assertThat(delete(FakeOnboarding.FIXED.value()))
                .returns(409, Api.Answer::status)
                .returns(
                        "{\"errors\":\"This application is part of the configuration and is changed there\"}",
                        Api.Answer::body);
        api.subscription.expectNoMessage();
        assertThat(api.onboarding.registered).containsKey(FakeOnboarding.FIXED);
    }

    @Test
    void oneThatOwnsEventTypesKeepsItsSubscriptionsUntilAnotherOwnsThem() {
        put("b-1", "acme");
        put("a-1", "acme");
        api.register(ID, "acme");

        assertThat(delete("acme"))
                .returns(409, Api.Answer::status)
                .returns(
                        "{\"errors\":\"The application owns event types, please let another one own them first:"
                                + " a-1, b-1\"}",
                        Api.Answer::body);
        api.subscription.expectNoMessage();
        assertThat(api.onboarding.registered).containsKey(new ApplicationId("acme"));

        api.registered.clear();
        put("a-1", "other");
        put("b-1", "other");
        assertThat(delete("acme").status()).isEqualTo(204);
    }

    private void put(String type, String owner) {
        var referral = Referral.with("owner", "\"" + owner + "\"").replace("referral-made-1", type);
        assertThat(api.put("/event-types/" + type, ContentTypes.APPLICATION_JSON, referral)
                        .status())
                .isIn(200, 201);
    }
}
