package org.openmns.broker.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.access.ApplicationId;
import org.openmns.access.Governance;
import org.openmns.broker.Eventually;
import org.openmns.broker.Postgres;
import org.openmns.broker.RunningNode;
import org.openmns.broker.Sink;
import org.openmns.broker.access.Governing;
import org.openmns.event.TopicName;

/** What is decided through one node counts on the other, and ends subscriptions on both. */
class TwoNodesApprovalTest {

    private static final String TYPE = "pds-change-of-gp-2";
    private static final String REQUESTS = "/event-types/" + TYPE + "/access-requests";
    private static final int SUBSCRIPTIONS = 12;
    private static final Governing GOVERNING = new Governing(
            type -> new Governance(
                    Optional.of(new ApplicationId("pds")), type.value().equals(TYPE)),
            () -> Set.of(new TopicName(TYPE)));

    @TempDir
    private Path directory;

    @Test
    void aWithdrawalThroughOneNodeEndsDeliveriesOnBoth() {
        var settings = settings();
        try (var sink = new Sink();
                var one = RunningNode.start(directory.resolve("one"), settings, GOVERNING);
                var two = RunningNode.start(directory.resolve("two"), settings, GOVERNING)) {
            List.of(one, two).forEach(TwoNodesApprovalTest::awaitBoth);
            var here = TokenCalls.to(one);
            var there = new TokenCalls(two, here.operator());
            here.register("pds", "events:create:*");
            here.register("gp-1", "subscriptions:create:*");
            var owner = here.token("pds");
            var gp = here.token("gp-1");
            Eventually.holds(
                    "both know them",
                    () -> there.call("GET", "/event-types", "", gp).statusCode() == 200
                            && there.call("GET", "/event-types", "", owner).statusCode() == 200);

            var grant = decided(here, gp, there, owner, "approve");
            Eventually.holds("the other node lets it in", () -> subscribe(here, gp, sink) == 201);
            IntStream.range(1, SUBSCRIPTIONS)
                    .forEach(each -> assertThat(subscribe(here, gp, sink)).isEqualTo(201));
            publish(here, owner, "before");
            sink.await(SUBSCRIPTIONS);

            assertThat(there.call("POST", REQUESTS + "/" + grant + "/withdraw", ApprovalScene.BREACH, owner)
                            .statusCode())
                    .isEqualTo(204);
            publish(here, owner, "after");
            assertThat(statuses(here, gp)).hasSize(SUBSCRIPTIONS).containsOnly("off");

            // Until it has heard of it, a node may let in some more.
            Eventually.holds("the other node lets nobody in", () -> subscribe(here, gp, sink) == 403);
            Eventually.holds("none is on", () -> statuses(here, gp).stream().allMatch("off"::equals));
            assertThat(sink.eventIds()).hasSize(SUBSCRIPTIONS).containsOnly("before");
        }
    }

    private Map<String, String> settings() {
        var settings = new HashMap<>(Postgres.emptyDatabase().settings());
        settings.putAll(TokenCalls.settings(directory));
        return settings;
    }

    private static void awaitBoth(RunningNode node) {
        Eventually.holds(
                "it is in the cluster",
                () -> node.call("GET", "/health/ready", "").statusCode() == 200);
    }

    private static String decided(TokenCalls here, String gp, TokenCalls there, String owner, String step) {
        var created = here.call("POST", REQUESTS, "{\"useCase\":\"to follow patients\"}", gp);
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        var id = Calls.json(created.body()).get("id").asText();
        assertThat(there.call("POST", REQUESTS + "/" + id + "/" + step, "", owner)
                        .statusCode())
                .isEqualTo(204);
        return id;
    }

    private static int subscribe(TokenCalls node, String gp, Sink sink) {
        var subscription = RunningNode.subscription("eventType=" + TYPE, sink.url(), "{}");
        return node.call("POST", "/subscriptions", subscription, gp).statusCode();
    }

    private static void publish(TokenCalls node, String owner, String id) {
        var event = RunningNode.event(TYPE, id, "9000000009", Map.of());
        assertThat(node.call("POST", "/events", event, owner).statusCode()).isEqualTo(200);
    }

    private static List<String> statuses(TokenCalls node, String gp) {
        return Calls.json(node.call("GET", "/subscriptions", "", gp).body())
                .get("entry")
                .findValuesAsText("status");
    }
}
