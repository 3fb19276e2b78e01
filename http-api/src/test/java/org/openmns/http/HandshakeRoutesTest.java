package org.openmns.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openmns.subscription.SubscriptionCommand.GrantHandshake;
import org.openmns.subscription.SubscriptionReply;
import org.openmns.subscription.SubscriptionReply.Accepted;
import org.openmns.subscription.SubscriptionReply.Refusal;
import org.openmns.subscription.SubscriptionReply.Refused;

class HandshakeRoutesTest {

    private static final ActorTestKit actors = ActorTestKit.create();
    private static final String ID = "11111111-1111-4111-8111-111111111111";
    private static final String PATH = "/subscriptions/" + ID + "/handshake/the-token";

    private final Api api = new Api(actors);

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
    }

    private Api.Answer call(HttpRequest request, Optional<Integer> perMinuteMax, SubscriptionReply reply) {
        var sent = api.send(request);
        var command = api.subscription.expectMessageClass(GrantHandshake.class);
        assertThat(command.token()).isEqualTo("the-token");
        assertThat(command.perMinuteMax()).isEqualTo(perMinuteMax);
        command.replyTo().tell(reply);
        return Api.answer(sent);
    }

    @BeforeEach
    void register() {
        api.register(ID, "acme");
    }

    /** The endpoint is no application: nobody asks for its token. */
    @Test
    void takesTheConsentOfWhoeverKnowsTheToken() {
        api.onboarding.open = false;
        var answer = call(HttpRequest.GET(PATH), Optional.empty(), new Accepted());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"subscription\":\"" + ID + "\",\"granted\":true}");
        assertThat(call(HttpRequest.POST(PATH), Optional.empty(), new Accepted())
                        .status())
                .isEqualTo(200);
    }

    /** What looks at links in messages before a person does asks so. */
    @Test
    void agreesToNothingByHead() {
        var head = Api.answer(api.send(HttpRequest.HEAD(PATH)));
        var options = Api.answer(api.send(HttpRequest.OPTIONS(PATH)));

        assertThat(head.status()).isEqualTo(405);
        assertThat(head.headers().get("allow")).isEqualTo("GET, POST, OPTIONS");
        assertThat(options.headers().get("allow")).isEqualTo("GET, POST, OPTIONS");
        api.subscription.expectNoMessage();
    }

    /** Strangers who guess are not to fill the queue of the database, which all others wait in. */
    @Test
    void asksForFewAtOnceAndSendsTheOthersAway() {
        var first = new ArrayList<CompletionStage<HttpResponse>>();
        for (var each = 0; each < 16; each++) {
            first.add(api.send(HttpRequest.GET(PATH)));
        }

        var refused = api.get(PATH);

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.headers()).containsKey("retry-after");
        first.forEach(sent -> {
            api.subscription.expectMessageClass(GrantHandshake.class).replyTo().tell(new Accepted());
        });
        assertThat(first)
                .allSatisfy(sent -> assertThat(Api.answer(sent).status()).isEqualTo(200));
        assertThat(call(HttpRequest.GET(PATH), Optional.empty(), new Accepted()).status())
                .isEqualTo(200);
        for (var each = 0; each < 20; each++) {
            assertThat(api.get("/subscriptions/22222222-2222-4222-8222-222222222222/handshake/x")
                            .status())
                    .isEqualTo(404);
        }
    }

    @ParameterizedTest
    @CsvSource({"120, 120", "*,", "0,", "-1,", "often,", "99999999999999999999,"})
    void takesTheRateThatIsOne(String header, Integer perMinuteMax) {
        var request = HttpRequest.POST(PATH).addHeader(RawHeader.create("WebHook-Allowed-Rate", header));

        assertThat(call(request, Optional.ofNullable(perMinuteMax), new Accepted())
                        .status())
                .isEqualTo(200);
    }

    @Test
    void saysNoMoreOfAWrongTokenThanOfAnUnknownSubscription() {
        var wrong = call(HttpRequest.GET(PATH), Optional.empty(), new Refused(Refusal.UNKNOWN_SUBSCRIPTION));

        assertThat(wrong.status()).isEqualTo(404);
        assertThat(wrong.body()).isEqualTo("{\"errors\":\"Not found\"}");
        assertThat(api.get("/subscriptions/22222222-2222-4222-8222-222222222222/handshake/the-token")
                        .body())
                .isEqualTo("{\"errors\":\"Not found\"}");
        api.subscription.expectNoMessage();
        assertThat(api.get("/subscriptions/" + ID + "/handshake/" + "x".repeat(65))
                        .status())
                .isEqualTo(404);
        assertThat(api.get("/subscriptions/x/handshake/the-token").status()).isEqualTo(400);
    }
}
