package org.openmns.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class HttpApiTest {

    private static final ActorTestKit actors = ActorTestKit.create();

    private final Api api = new Api(actors);

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
    }

    private HttpApi withAccess(Access access) {
        var fakes = api.onboarding.ports();
        var onboarding =
                new HttpApi.Onboarding(access, fakes.tokens(), fakes.registers(), fakes.audit(), fakes.allowance());
        var ports = new HttpApi.Ports(api, id -> api.subscription.ref(), api.stored, api.operator, onboarding);
        var options = new HttpApi.Options(Api.LIMITS, Api.UPLOADS, Api.DEFAULTS, Api.ENDPOINTS, "0.1.0");
        return HttpApi.production(actors.system(), ports, api.vocabulary, options);
    }

    /** Who reads before asking who asks holds a stranger's megabyte for nothing. */
    @Test
    void inProductionNobodyFindsAnInboxAndAStrangerMayNotEvenLook() {
        api.onboarding.open = false;
        var production = withAccess(api.onboarding.ports().access());

        assertThat(Api.answer(production.apply(HttpRequest.POST("/inbox/me").withEntity("{}")))
                        .status())
                .isEqualTo(401);
        assertThat(Api.answer(withAccess(Access.OPEN).apply(HttpRequest.GET("/inbox/me")))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aStrangerMaySendNoMoreThanATokenTakes() {
        for (var path : List.of("/oauth2/token", "/_ping", "/")) {
            var large = HttpRequest.POST(path).withEntity("x".repeat(33 * 1024));

            assertThat(api.call(large))
                    .as(path)
                    .returns(413, Api.Answer::status)
                    .returns(
                            "{\"errors\":\"The body is too large: at most 32768 bytes are accepted\"}",
                            Api.Answer::body);
        }
        assertThat(api.call(HttpRequest.POST("/inbox/me").withEntity("x".repeat(33 * 1024)))
                        .status())
                .isEqualTo(204);
    }

    @Test
    void saysNothingOfABug() {
        var broken = withAccess(token -> {
            throw new IllegalStateException("a detail");
        });

        for (var path : List.of("/subscriptions", "/subscriptions/11111111-1111-4111-8111-111111111111")) {
            var answer = Api.answer(broken.apply(HttpRequest.GET(path)));

            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.body()).isEqualTo("{\"errors\":\"Internal server error\"}");
            assertThat(answer.headers()).containsKey("x-correlation-id");
        }
    }
}
