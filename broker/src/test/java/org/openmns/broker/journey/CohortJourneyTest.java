package org.openmns.broker.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.OnBothDatabases;
import org.openmns.broker.RunningNode;
import org.openmns.broker.Sink;

/** A practice follows its own patients with one subscription: by a list that it keeps. */
@OnBothDatabases
class CohortJourneyTest {

    private static final String TYPE = "pds-change-of-gp-2";
    private static final String MINE = "eventType='" + TYPE + "' AND subject IN COHORT 'my-patients'";
    private static final String ANN = "9912003888";
    private static final String BEN = "9000000009";
    private static final String CAT = "9000000017";

    @TempDir
    private Path directory;

    private static int put(RunningNode node, String name, String lines) {
        return node.call("PUT", "/cohorts/" + name, lines, "text/plain").statusCode();
    }

    private static void patch(RunningNode node, String change) {
        var answer = node.call("PATCH", "/cohorts/my-patients", change, "application/json");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void eventsAboutMembersArriveAndAChangeAppliesToTheVeryNextOne() {
        try (var sink = new Sink();
                var node = RunningNode.start(directory)) {
            assertThat(put(node, "my-patients", ANN + "\n" + BEN + "\n")).isEqualTo(201);
            node.subscribe(MINE, sink.url());
            node.publish(TYPE, "ann", ANN);
            node.publish(TYPE, "cat, a stranger", CAT);
            node.publish(TYPE, "ben", BEN);
            sink.await(2);

            patch(node, "{\"add\":[\"" + CAT + "\"],\"remove\":[\"" + ANN + "\"]}");
            node.publish(TYPE, "ann, who has left", ANN);
            node.publish(TYPE, "cat", CAT);
            sink.await(3);
            assertThat(put(node, "my-patients", ANN + "\n")).isEqualTo(200);
            node.publish(TYPE, "cat, who has left", CAT);
            node.publish(TYPE, "ann again", ANN);
            sink.await(4);

            assertThat(sink.eventIds()).containsExactlyInAnyOrder("ann", "ben", "cat", "ann again");
        }
    }

    @Test
    void aCohortSurvivesARestart() {
        try (var sink = new Sink();
                var node = RunningNode.start(directory)) {
            put(node, "my-patients", ANN + "\nnot an NHS number\n");
            node.subscribe(MINE, sink.url());

            node.restart();
            node.publish(TYPE, "cat", CAT);
            node.publish(TYPE, "text", "not an NHS number");
            node.publish(TYPE, "ann", ANN);
            sink.await(2);

            assertThat(sink.eventIds()).containsExactlyInAnyOrder("text", "ann");
            assertThat(node.get("/cohorts")
                            .path("cohorts")
                            .path(0)
                            .path("count")
                            .asInt())
                    .isEqualTo(2);
            assertThat(node.get("/cohorts/my-patients/values").path("values").toString())
                    .isEqualTo("[\"" + ANN + "\",\"not an NHS number\"]");
        }
    }

    @Test
    void onlyACohortThatIsThereCanBeReferredToAndOnlyOneThatNobodyRefersToDeleted() {
        try (var node = RunningNode.start(directory)) {
            var unknown =
                    node.call("POST", "/subscriptions", RunningNode.subscription(MINE, "http://127.0.0.1:1/", "{}"));
            assertThat(unknown.statusCode()).isEqualTo(400);
            assertThat(unknown.body())
                    .isEqualTo("{\"validationErrors\":{\"criteria\":\"Unknown cohort my-patients; create it first,"
                            + " by PUT /cohorts/{name}\"}}");

            put(node, "my-patients", ANN);
            put(node, "other", BEN);
            var subscribed = node.subscribe(MINE, "http://127.0.0.1:1/");
            var refused = node.call("DELETE", "/cohorts/my-patients", "");
            assertThat(refused.statusCode()).isEqualTo(409);
            assertThat(refused.body()).isEqualTo("{\"errors\":\"A subscription refers to this cohort\"}");
            assertThat(change(node, subscribed, "nobody")).isEqualTo(400);
            assertThat(change(node, subscribed, "other")).isEqualTo(204);
            assertThat(node.call("DELETE", "/cohorts/my-patients", "").statusCode())
                    .isEqualTo(204);
            assertThat(node.call("DELETE", "/cohorts/other", "").statusCode()).isEqualTo(409);
            node.call("DELETE", "/subscriptions/" + subscribed.id(), "");
            assertThat(node.call("DELETE", "/cohorts/other", "").statusCode()).isEqualTo(204);
            assertThat(node.call("DELETE", "/cohorts/other", "").statusCode()).isEqualTo(404);
        }
    }

    private static int change(RunningNode node, RunningNode.Subscribed subscribed, String cohort) {
        var body = RunningNode.subscription(MINE.replace("my-patients", cohort), "http://127.0.0.1:1/", "{}");
        return node.call("PUT", "/subscriptions/" + subscribed.id(), body).statusCode();
    }

    @Test
    void criteriaWithACohortCanBeTriedOut() {
        try (var node = RunningNode.start(directory)) {
            put(node, "my-patients", ANN);

            assertThat(check(node, ANN)).isEqualTo("{\"matches\":true}");
            assertThat(check(node, BEN)).startsWith("{\"matches\":false,\"failedTest\":\"subject IN COHORT");
        }
    }

    private static String check(RunningNode node, String subject) {
        var event = RunningNode.event(TYPE, "e", subject, Map.of());
        var body = "{\"criteria\":\"" + MINE + "\",\"event\":" + event + "}";
        return node.call("POST", "/criteria/check", body, "application/json").body();
    }
}
