package org.openmns.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openmns.subscription.SubscriptionCommand.Change;
import org.openmns.subscription.SubscriptionCommand.Subscribe;
import org.openmns.subscription.SubscriptionCommand.Unsubscribe;
import org.openmns.subscription.SubscriptionReply;
import org.openmns.subscription.SubscriptionReply.Accepted;
import org.openmns.subscription.SubscriptionReply.Refusal;
import org.openmns.subscription.SubscriptionReply.Refused;
import org.openmns.subscription.SubscriptionReply.Subscribed;

class SubscriptionRoutesTest {

    private static final ActorTestKit actors = ActorTestKit.create();
    private static final String ID = "11111111-1111-4111-8111-111111111111";

    private final Api api = new Api(actors);

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
    }

    private static HttpRequest post(String json) {
        return HttpRequest.POST("/subscriptions").withEntity(Api.type("fhir+json"), json.getBytes(UTF_8));
    }

    private static HttpRequest put(String id, String json) {
        return HttpRequest.PUT("/subscriptions/" + id).withEntity(ContentTypes.APPLICATION_JSON, json.getBytes(UTF_8));
    }

    /** Sends, lets the subscription answer this, and gives what came back. */
    private Api.Answer call(HttpRequest request, SubscriptionReply reply) {
        var sent = api.send(request);
        var command = api.subscription.receiveMessage();
        if (command instanceof Subscribe subscribe) {
            subscribe.replyTo().tell(reply);
        } else if (command instanceof Change change) {
            change.replyTo().tell(reply);
        } else {
            ((Unsubscribe) command).replyTo().tell(reply);
        }
        return Api.answer(sent);
    }

    @Test
    void refusesAnEndpointOnAHostThatTheApplicationMayNotUse() {
        var elsewhere = Api.SUBSCRIPTION.replace("gp.example", "gp.elsewhere");

        var answer = api.post("/subscriptions", elsewhere);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body())
                .isEqualTo("{\"validationErrors\":{\"channel.endpoint\":\"Your application may not use this host\"}}");
    }

    @Test
    void createsASubscriptionAndShowsItsSecretOnce() throws Exception {
        var sent = api.send(post(Api.SUBSCRIPTION));
        var command = api.subscription.expectMessageClass(Subscribe.class);
        command.replyTo().tell(new Subscribed(true));
        var answer = Api.answer(sent);

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().path("id").textValue()).matches("[0-9a-f-]{36}");
        assertThat(answer.json().path("secret").textValue())
                .isEqualTo(command.secret())
                .startsWith("whsec_");
        assertThat(answer.headers())
                .containsEntry(
                        "location", "/subscriptions/" + answer.json().path("id").textValue());
        assertThat(command.owner()).isEqualTo(Api.OWNER);
        assertThat(command.subscription().options()).isEqualTo(Api.DEFAULTS);
    }

    @Test
    void showsNumbersToTheLastDigit() {
        var numbers = "[1.50,1E+400,0.12345678901234567890,123456789012345678901234567890]";
        api.register(ID, Api.OWNER, Api.SUBSCRIPTION.replaceFirst("\\{", "{\"meta\":" + numbers + ","));

        assertThat(api.get("/subscriptions/" + ID).body()).contains(numbers);
    }

    @Test
    void answersTheSameIdempotencyKeyWithTheSameIdAndNoSecret() throws Exception {
        var keyed = post(Api.SUBSCRIPTION).addHeader(RawHeader.create("Idempotency-Key", "k-1"));

        var first = call(keyed, new Subscribed(true));
        var second = call(keyed, new Subscribed(false));
        var other = call(
                post(Api.SUBSCRIPTION).addHeader(RawHeader.create("Idempotency-Key", "k-2")), new Subscribed(true));

        assertThat(second.status()).isEqualTo(201);
        assertThat(second.json().path("id")).isEqualTo(first.json().path("id"));
        assertThat(second.json().has("secret")).isFalse();
        assertThat(other.json().path("id")).isNotEqualTo(first.json().path("id"));
    }

    @Test
    void refusesWhatIsNotJsonByItsContentType() {
        var answer = api.call(
                HttpRequest.POST("/subscriptions").withEntity(ContentTypes.TEXT_XML_UTF8, "<a/>".getBytes(UTF_8)));

        assertThat(answer.status()).isEqualTo(415);
    }

    @Test
    void showsASubscriptionWithItsStatus() throws Exception {
        api.register(ID, Api.OWNER);

        var answer = api.get("/subscriptions/" + ID);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("content-type", "application/fhir+json");
        assertThat(answer.json().path("id").textValue()).isEqualTo(ID);
        assertThat(answer.json().path("status").textValue()).isEqualTo("active");
        assertThat(answer.json().path("reason").textValue()).isEqualTo("keep our copy current");
        assertThat(answer.json().has("error")).isFalse();
    }

    @Test
    void knowsNoSubscriptionOfAnotherOwner() {
        api.register(ID, "somebody else");

        assertThat(api.get("/subscriptions/" + ID).body()).isEqualTo("{\"errors\":\"Not found\"}");
        assertThat(api.call(HttpRequest.DELETE("/subscriptions/" + ID)).status())
                .isEqualTo(404);
    }

    @Test
    void namesAnIdThatIsNotAVersion4Uuid() {
        for (var id : List.of("1", "11111111-1111-1111-8111-111111111111", "%00", "a'b")) {
            var answer = api.get("/subscriptions/" + id);

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body())
                    .isEqualTo("{\"errors\":\"Please provide a valid subscription ID in UUID4 format\"}");
        }
    }

    @Test
    void changesAndDeletes() {
        api.register(ID, Api.OWNER);

        assertThat(call(put(ID, Api.SUBSCRIPTION), new Accepted()).status()).isEqualTo(204);
        assertThat(call(HttpRequest.DELETE("/subscriptions/" + ID), new Accepted())
                        .status())
                .isEqualTo(204);
    }

    @Test
    void refusesABodyThatNamesAnotherId() {
        api.register(ID, Api.OWNER);

        var other = Api.SUBSCRIPTION.replaceFirst("\\{", "{\"id\":\"22222222-2222-4222-8222-222222222222\",");

        assertThat(api.call(put(ID, other)).body()).startsWith("{\"validationErrors\":{\"id\":");
    }

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void givesEveryRefusalItsStatus(Refusal why) {
        api.register(ID, Api.OWNER);

        var answer = call(put(ID, Api.SUBSCRIPTION), new Refused(why));

        assertThat(answer.status()).isBetween(400, 503).isNotEqualTo(500);
        assertThat(answer.body()).matches("\\{\"(errors|validationErrors)\":.*");
    }

    @Test
    void listsAnEmptyBundleExactly() {
        assertThat(api.get("/subscriptions").body())
                .isEqualTo("{\"resourceType\":\"Bundle\",\"type\":\"searchset\","
                        + "\"link\":[{\"relation\":\"self\",\"url\":\"/subscriptions\"}],\"entry\":[]}");
    }

    @Test
    void listsInPagesWithNextOnlyWhereThereIsMore() throws Exception {
        for (var number = 0; number < 1_000; number++) {
            api.register("%08x-1111-4111-8111-111111111111".formatted(number), Api.OWNER);
        }
        api.register(ID, "somebody else");

        var first = api.get("/subscriptions").json();
        var second = api.get(first.path("link").path(1).path("url").textValue()).json();

        assertThat(first.path("entry")).hasSize(500);
        assertThat(first.path("link").path(1).path("relation").textValue()).isEqualTo("next");
        assertThat(second.path("entry")).hasSize(500);
        assertThat(second.path("link")).hasSize(1);
        assertThat(second.path("entry").path(0).path("id").textValue()).startsWith("000001f4");
    }

    /** Where they are long the directory gives fewer. */
    @Test
    void goesOnBehindTheLastOneOfAPageThatEndsEarly() throws Exception {
        for (var number = 0; number < 7; number++) {
            api.register("%08x-1111-4111-8111-111111111111".formatted(number), Api.OWNER);
        }
        api.pageMax = 3;

        var ids = new ArrayList<String>();
        var url = "/subscriptions";
        while (!url.isEmpty()) {
            var page = api.get(url).json();
            page.path("entry").forEach(each -> ids.add(each.path("id").textValue()));
            url = page.path("link").path(1).path("url").asText();
        }

        assertThat(ids)
                .containsExactlyElementsOf(
                        api.registered.keySet().stream().sorted().toList());
    }

    @Test
    void refusesAContinueFromThatItNeverGave() {
        for (var token : List.of("", "abc", ID, "%00", "AQ", "a".repeat(500))) {
            var answer = api.get("/subscriptions?continue_from=" + token);

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).isEqualTo("{\"errors\":\"The continue_from field was not valid\"}");
        }
    }

    @Test
    void says503WhenASubscriptionDoesNotAnswer() {
        var impatient = new HttpApi.Waits(Duration.ofMillis(50), Duration.ofSeconds(1));
        var limits = new HttpApi.Limits(1 << 18, 1 << 20, 1 << 18, Duration.ofSeconds(1), impatient);

        var answer = new Api(actors, limits).call(post(Api.SUBSCRIPTION));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.headers()).containsKey("retry-after");
    }
}
