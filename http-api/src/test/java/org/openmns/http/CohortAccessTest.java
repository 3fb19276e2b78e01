package org.openmns.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.http.ApprovalScene.TYPE;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openmns.access.Permission;
import org.openmns.access.Permissions;
import org.openmns.event.TopicName;

/** Who may store cohorts: every node keeps them in memory. */
class CohortAccessTest {

    private static final ActorTestKit actors = ActorTestKit.create();

    private final ApprovalScene it = new ApprovalScene(actors);

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
    }

    @ParameterizedTest
    @CsvSource({
        "'', false, 403",
        "events:create:*, false, 403",
        "subscriptions:create:some-1, false, 200",
        "subscriptions:create:*, false, 200",
        "operator, false, 200",
        "'', true, 200"
    })
    void whoMayFollowNothingStoresNone(String permission, boolean granted, int status) {
        var permissions = Permission.parse(permission)
                .map(one -> new Permissions(Set.of(one)))
                .orElse(Permissions.NONE);
        it.caller("gp-1", permissions, granted ? Set.of(TYPE) : Set.<TopicName>of());
        it.api.cohorts.of("gp-1").put("mine", new TreeSet<>(List.of("old")));

        var answers = List.of(
                it.call("PUT", "/cohorts/mine", "[\"a\"]", "gp-1"),
                it.call("PATCH", "/cohorts/mine", "{\"add\":[\"b\"]}", "gp-1"));

        assertThat(answers).extracting(Api.Answer::status).containsOnly(status);
        if (status == 403) {
            assertThat(answers).extracting(Api.Answer::body).containsOnly("{\"errors\":\"Unauthorised\"}");
            assertThat(it.api.cohorts.of("gp-1").get("mine")).containsExactly("old");
        }
        assertThat(it.call("GET", "/cohorts/mine", "", "gp-1").status()).isEqualTo(200);
    }
}
