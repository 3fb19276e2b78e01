package org.openmns.http;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.openmns.subscription.Signature;
import org.openmns.subscription.SubscriptionCommand.Subscribe;
import org.openmns.subscription.SubscriptionReply.Subscribed;

class InboxRoutesTest {

    private static final ActorTestKit actors = ActorTestKit.create();

    private final Api api = new Api(actors);

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
    }

    private Api.Answer deliver(String id, String secret, String body) {
        var now = Instant.now().getEpochSecond();
        var signature = Signature.sign(List.of(secret), id, now, body.getBytes(UTF_8));
        return api.call(HttpRequest.POST("/inbox/mine")
                .withEntity(ContentTypes.APPLICATION_JSON, body)
                .addHeader(RawHeader.create("webhook-id", id))
                .addHeader(RawHeader.create("webhook-timestamp", Long.toString(now)))
                .addHeader(RawHeader.create("webhook-signature", signature))
                .addHeader(RawHeader.create("Authorization", "Bearer secret")));
    }

    @Test
    void showsTheNewestFirstAsTheyWere() throws Exception {
        assertThat(api.post("/inbox/mine", "{\"a\":1}").status()).isEqualTo(204);
        api.call(HttpRequest.POST("/inbox/mine").withEntity("not \"JSON\""));
        api.post("/inbox/yours", "{}");

        var messages = api.get("/inbox/mine").json().path("messages");

        assertThat(messages).hasSize(2);
        assertThat(messages.path(0).path("body").textValue()).isEqualTo("not \"JSON\"");
        assertThat(messages.path(1).path("body").path("a").intValue()).isEqualTo(1);
        assertThat(messages.path(1).path("signature").textValue()).isEqualTo("no secret known");
    }

    @Test
    void showsAsTextWhatOnlyStartsAsJsonOrIsNotUtf8() throws Exception {
        api.post("/inbox/mine", "{\"a\":1} and more");
        api.call(HttpRequest.POST("/inbox/mine").withEntity("{\"a\":1}".getBytes(UTF_16LE)));

        var messages = api.get("/inbox/mine").json().path("messages");
        assertThat(messages.path(1).path("body").textValue()).isEqualTo("{\"a\":1} and more");
        assertThat(messages.path(0).path("body").isTextual()).isTrue();
    }

    @Test
    void verifiesWhatASubscriptionOfThisSandboxSigned() throws Exception {
        var sent = api.send(
                HttpRequest.POST("/subscriptions").withEntity(ContentTypes.APPLICATION_JSON, Api.SUBSCRIPTION));
        var command = api.subscription.expectMessageClass(Subscribe.class);
        command.replyTo().tell(new Subscribed(true));
        var id = Api.answer(sent).json().path("id").textValue().replace("-", "");

        deliver("msg_" + id + "_1", command.secret(), "{\"b\":1}");
        deliver("msg_" + id + "_2", "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "{\"b\":2}");

        var messages = api.get("/inbox/mine").json().path("messages");
        assertThat(messages.path(1).path("signature").textValue()).isEqualTo("verified");
        assertThat(messages.path(0).path("signature").textValue()).isEqualTo("not verified");
        assertThat(messages.toString()).doesNotContain("Bearer");
    }

    @Test
    void keepsNoMoreThanItsBounds() {
        var inbox = new Inbox(150);
        for (var number = 0; number < 500; number++) {
            inbox.put("a" + number % 3, new Inbox.Message(Instant.EPOCH, "", Map.of(), "" + number));
        }

        assertThat(inbox.newest("a0")).hasSize(50);
        assertThat(inbox.newest("a1").get(0).body()).isEqualTo("499");
    }

    @Test
    void keepsNoMoreBytesThanItsBounds() {
        var inbox = new Inbox(1_000);
        var large = "x".repeat(1 << 20);
        for (var number = 0; number < 40; number++) {
            inbox.put("a", new Inbox.Message(Instant.EPOCH, "", Map.of(), large));
        }

        assertThat(inbox.newest("a")).hasSizeBetween(10, 16);
    }

    @Test
    void takesOnlyPlainNames() {
        assertThat(api.get("/inbox/a%20b").status()).isEqualTo(404);
        assertThat(api.get("/inbox/" + "a".repeat(65)).status()).isEqualTo(404);
        assertThat(api.get("/inbox/empty").body()).isEqualTo("{\"messages\":[]}");
    }

    @Test
    void agreesToTheHandshakeOfCloudEvents() {
        var answer = api.call(HttpRequest.OPTIONS("/inbox/mine")
                .addHeader(RawHeader.create("WebHook-Request-Origin", "mns.example"))
                .addHeader(RawHeader.create("WebHook-Request-Rate", "120")));

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.headers())
                .containsEntry("webhook-allowed-origin", "mns.example")
                .containsEntry("webhook-allowed-rate", "120");
        assertThat(api.get("/inbox/mine").body()).isEqualTo("{\"messages\":[]}");
    }

    @Test
    void answersAnyOtherOptionsAsEverywhere() {
        var answer = api.call(HttpRequest.OPTIONS("/inbox/mine"));

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.headers()).containsKey("allow").doesNotContainKey("webhook-allowed-origin");
    }

    @Test
    void isNotThereInProduction() {
        var ports =
                new HttpApi.Ports(api, id -> api.subscription.ref(), api.stored, api.operator, api.onboarding.ports());
        var production = HttpApi.production(
                actors.system(),
                ports,
                api.vocabulary,
                new HttpApi.Options(Api.LIMITS, Api.UPLOADS, Api.DEFAULTS, Api.ENDPOINTS, "0.1.0"));

        assertThat(Api.answer(production.apply(HttpRequest.GET("/inbox/mine"))).status())
                .isEqualTo(404);
    }
}
