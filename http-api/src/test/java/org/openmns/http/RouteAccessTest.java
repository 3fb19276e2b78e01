package org.openmns.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.openmns.http.RouteRow.Who;
import org.openmns.subscription.SubscriptionCommand;

/** Every route of the description, asked by each of six callers: {@code route-access.txt} says what they are answered. */
class RouteAccessTest {

    private static final ActorTestKit actors = ActorTestKit.create();
    private static final ActorRef<SubscriptionCommand> subscriptions =
            actors.spawn(new AnsweringSubscriptions().behavior());

    private static final int REFUSED = 400;

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
    }

    static Stream<Arguments> cells() {
        return RouteRow.all()
                .flatMap(row -> Stream.of(Who.values())
                        .map(who ->
                                Arguments.argumentSet(row.route() + " by " + who + ": " + row.status(who), row, who)));
    }

    @Test
    void noRouteOfTheDescriptionIsMissing() {
        assertThat(RouteRow.all().map(RouteRow::route))
                .containsExactlyInAnyOrderElementsOf(
                        OpenApiTest.describedOperations().toList());
    }

    @Test
    void whoeverIsLetInWithoutOwningItOrAPermissionIsForAReason() {
        assertThat(RouteRow.all()).allSatisfy(row -> {
            var all = row.status(Who.ANOTHER_APPLICATION) >= REFUSED && row.status(Who.WITHOUT_PERMISSION) >= REFUSED;
            assertThat(row.why().isEmpty()).as(row.route()).isEqualTo(all);
            assertThat(row.status(Who.RIGHT_ONE)).as(row.route()).isLessThan(300);
        });
    }

    @ParameterizedTest
    @MethodSource("cells")
    void answersAsTheTableSaysAndARefusalChangesNothing(RouteRow row, Who who) {
        for (var authorization : row.authorizations(who)) {
            var scene = new RouteScene(actors, subscriptions);
            var before = scene.state();
            var ofAcme = scene.ofAcme();

            var answer = scene.call(row.route(), authorization);

            assertThat(answer.status())
                    .as(row.route() + " by " + who + ": " + answer.body())
                    .isEqualTo(row.status(who));
            if (row.status(who) >= REFUSED) {
                assertThat(answer.body()).isEqualTo(refusal(row, who));
                assertThat(scene.state()).isEqualTo(before);
            }
            if (who == Who.ANOTHER_APPLICATION) {
                assertThat(scene.ofAcme()).isEqualTo(ofAcme);
                assertShowsNothingOfAcme(row, answer);
            }
        }
    }

    /** An answer that says what was put names what was put. */
    private static void assertShowsNothingOfAcme(RouteRow row, Api.Answer answer) {
        if (!row.isOpen() && row.route().startsWith("GET")) {
            assertThat(answer.body()).doesNotContain("acme");
        }
    }

    /** Byte for byte. */
    private static String refusal(RouteRow row, Who who) {
        return switch (row.status(who)) {
            case 401 ->
                switch (who) {
                    case NOBODY -> fault("Missing access token", "oauth.v2.MissingAccessToken");
                    case EXPIRED_TOKEN -> fault("Access Token expired", "keymanagement.service.access_token_expired");
                    default -> fault("Invalid access token", "oauth.v2.InvalidAccessToken");
                };
            case 403 ->
                row.route().equals("POST /events")
                        ? "{\"errors\":\"User is not authorized to handle the requested event type\"}"
                        : "{\"errors\":\"Unauthorised\"}";
            default -> "{\"errors\":\"Not found\"}";
        };
    }

    private static String fault(String text, String code) {
        return "{\"fault\":{\"faultstring\":\"" + text + "\",\"detail\":{\"errorcode\":\"" + code + "\"}}}";
    }
}
