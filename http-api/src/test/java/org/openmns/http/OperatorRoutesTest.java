package org.openmns.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class OperatorRoutesTest {

    private static final ActorTestKit actors = ActorTestKit.create();

    private final Api api = new Api(actors);

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
    }

    @Test
    void isUpWhileNothingSpeaksAgainstIt() {
        for (var path : List.of("/health/live", "/health/ready")) {
            assertThat(api.get(path).status()).isEqualTo(200);
            assertThat(api.get(path).body()).isEqualTo("{\"status\":\"UP\"}");
        }
    }

    @Test
    void saysWhyItIsNotReadyAndLivesNonetheless() throws Exception {
        api.operator.notReady = List.of("the database does not answer", "this node is stopping");

        var ready = api.get("/health/ready");

        assertThat(ready.status()).isEqualTo(503);
        assertThat(ready.json())
                .isEqualTo(Json.MAPPER.readTree("{\"status\":\"DOWN\",\"reasons\":"
                        + "[\"the database does not answer\",\"this node is stopping\"]}"));
        assertThat(api.get("/health/live").status()).isEqualTo(200);
    }

    @Test
    void isDownWhereOnlyARestartHelps() {
        api.operator.alive = false;

        assertThat(api.get("/health/live").status()).isEqualTo(503);
    }

    @Test
    void showsTheClusterWithWhoDidNotAnswer() throws Exception {
        assertThat(api.get("/cluster").json()).isEqualTo(Json.MAPPER.readTree("""
                {"self":"10.0.0.7:25520","leader":"10.0.0.7:25520","singleton":"10.0.0.7:25520",
                 "members":[{"address":"10.0.0.7:25520",
                   "standing":{"status":"up","reachable":true,"age":1},
                   "software":{"version":"0.1.0","roles":["dc-default"]},
                   "node":{"uptime":"PT1M30S","draining":false,
                     "topics":{"shards":3,"entities":4},"subscriptions":{"shards":5,"entities":6}}}],
                 "didNotAnswer":["10.0.0.8:25520"]}"""));
    }

    @Test
    void showsTheClusterToNobodyInProduction() {
        var ports =
                new HttpApi.Ports(api, id -> api.subscription.ref(), api.stored, api.operator, api.onboarding.ports());
        var options = new HttpApi.Options(Api.LIMITS, Api.UPLOADS, Api.DEFAULTS, Api.ENDPOINTS, "0.1.0");
        var door = HttpApi.production(actors.system(), ports, api.vocabulary, options);

        assertThat(Api.answer(door.apply(HttpRequest.GET("/cluster"))).status()).isEqualTo(404);
        assertThat(Api.answer(door.apply(HttpRequest.GET("/health/ready"))).status())
                .isEqualTo(200);
    }

    @Test
    void asksClientsToComeBackElsewhereWhileItCloses() {
        assertThat(api.get("/_ping").headers()).doesNotContainKey("connection");

        api.operator.closing = true;

        assertThat(api.get("/_ping").headers()).containsEntry("connection", "close");
        assertThat(api.call(Api.event(Api.EVENT)).headers()).containsEntry("connection", "close");
    }
}
