package org.openmns.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.openmns.subscription.SubscriptionCommand.Change;
import org.openmns.subscription.SubscriptionCommand.Subscribe;
import org.openmns.subscription.SubscriptionReply.Accepted;
import org.openmns.subscription.SubscriptionReply.Subscribed;

/** How large a subscription may be, and until when it may last. */
class SubscriptionBoundsTest {

    private static final ActorTestKit actors = ActorTestKit.create();

    private final Api api = new Api(actors);

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
    }

    private Api.Answer post(String json) {
        return api.post("/subscriptions", json);
    }

    private Api.Answer create(String json) {
        var sent = api.send(
                HttpRequest.POST("/subscriptions").withEntity(ContentTypes.APPLICATION_JSON, json.getBytes(UTF_8)));
        api.subscription.expectMessageClass(Subscribe.class).replyTo().tell(new Subscribed(true));
        return Api.answer(sent);
    }

    /** What is kept beside the criteria has a limit; these have one of their own. */
    @Test
    void refusesASubscriptionThatHoldsMuchBesideItsCriteria() {
        var criteria = "flagtype IN ('" + "x".repeat(100) + "'" + ",'NRAF'".repeat(9_900) + ")";
        var much = Api.SUBSCRIPTION.replace("flagtype='NRAF'", criteria).replaceFirst("\\{", text("x", 60_000));
        assertThat(create(much).status()).isEqualTo(201);

        for (var tooMuch : List.of(text("x", 66_000), text("\u20ac", 22_000))) {
            var answer = post(Api.SUBSCRIPTION.replaceFirst("\\{", tooMuch));

            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body())
                    .isEqualTo(
                            "{\"errors\":\"The subscription is too large: at most 65536 bytes beside its criteria are"
                                    + " accepted\"}");
        }
    }

    private static String text(String letter, int length) {
        return "{\"text\":{\"div\":\"" + letter.repeat(length) + "\"},";
    }

    @Test
    void refusesAnEndThatHasPassedUnlessItIsStoredAlready() throws Exception {
        var ended = Api.SUBSCRIPTION.replaceFirst("\\{", "{\"end\":\"2020-01-01T00:00:00Z\",");
        assertThat(post(ended).body())
                .isEqualTo("{\"validationErrors\":{\"end\":\"Please provide an instant that has not passed\"}}");

        var id = "11111111-1111-4111-8111-111111111111";
        api.register(id, Api.OWNER, ended.replace("2020-01-01T00:00:00Z", "2020-01-01T01:00:00+01:00"));
        var sent = api.send(HttpRequest.PUT("/subscriptions/" + id)
                .withEntity(ContentTypes.APPLICATION_JSON, ended.getBytes(UTF_8)));
        api.subscription.expectMessageClass(Change.class).replyTo().tell(new Accepted());
        assertThat(Api.answer(sent).status()).isEqualTo(204);
        var other = api.call(HttpRequest.PUT("/subscriptions/" + id)
                .withEntity(
                        ContentTypes.APPLICATION_JSON,
                        ended.replace("2020", "2021").getBytes(UTF_8)));
        assertThat(other.json().path("validationErrors").has("end")).isTrue();
    }
}
