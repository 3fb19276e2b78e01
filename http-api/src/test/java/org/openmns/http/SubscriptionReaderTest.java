package org.openmns.http;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openmns.subscription.Channel;
import org.openmns.subscription.DeliveryOptions.OrderingKey;
import org.openmns.subscription.Subscription;
import org.openmns.subscription.SubscriptionCommand.Subscribe;
import org.openmns.subscription.SubscriptionReply.Subscribed;

class SubscriptionReaderTest {

    private static final ActorTestKit actors = ActorTestKit.create();

    private final Api api = new Api(actors);

    @AfterAll
    static void shutDown() {
        actors.shutdownTestKit();
    }

    private Api.Answer post(byte[] body) {
        return api.call(HttpRequest.POST("/subscriptions").withEntity(ContentTypes.APPLICATION_JSON, body));
    }

    private Subscription read(String json) {
        var sent = api.send(
                HttpRequest.POST("/subscriptions").withEntity(ContentTypes.APPLICATION_JSON, json.getBytes(UTF_8)));
        var command = api.subscription.expectMessageClass(Subscribe.class);
        command.replyTo().tell(new Subscribed(true));
        assertThat(Api.answer(sent).status()).isEqualTo(201);
        return command.subscription();
    }

    /** One change to a good subscription, and the field that must be named for it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "\"Subscription\" ~ \"Patient\" ~ resourceType",
                "\"Subscription\" ~ 5 ~ resourceType",
                "\"requested\" ~ \"active\" ~ status",
                "\"requested\" ~ null ~ status",
                "\"keep our copy current\" ~ 5 ~ reason",
                "\"keep our copy current\" ~ \"a\\u0000b\" ~ reason",
                "\"keep our copy current\" ~ \"\\ud800\" ~ reason",
                "\"reason\": ~ \"reasons\": ~ reason",
                "\"reason\": ~ \"reasons\": ~ reasons",
                "\"reason\": ~ \"\\udfff\": ~ reason",
                "patientflags-change-1' ~ no-such-type-1' ~ criteria",
                "flagtype='NRAF' ~ colour='red' ~ criteria",
                "flagtype='NRAF' ~ flagtype= ~ criteria",
                "\"rest-hook\" ~ \"message\" ~ channel.endpoint",
                "\"rest-hook\" ~ \"websocket\" ~ channel.endpoint",
                "\"rest-hook\" ~ 7 ~ channel.type",
                "https://gp.example ~ arn:aws:sqs:eu-west-2:1:q ~ channel.endpoint",
                "https://gp.example ~ mesh://MAILBOX?workflow_id=W ~ channel.endpoint",
                "https://gp.example ~ http://gp.example ~ channel.endpoint",
                "https://gp.example ~ https://user:pass@gp.example ~ channel.endpoint",
                "https://gp.example ~ https:// ~ channel.endpoint",
                "https://gp.example ~ https://gp.example:0 ~ channel.endpoint",
                "https://gp.example ~ https://gp.example:65536 ~ channel.endpoint",
                "https://gp.example ~ https://2130706433 ~ channel.endpoint",
                "https://gp.example ~ https://0177.0.0.1 ~ channel.endpoint",
                "https://gp.example ~ https://0x7f.0.0.1 ~ channel.endpoint",
                "https://gp.example ~ https://[::1%25lo] ~ channel.endpoint",
                "https://gp.example ~ https://gp exam.ple ~ channel.endpoint",
                "hooks/mns ~ #top ~ channel.endpoint",
                "hooks/mns ~ h\\u00e9 ~ channel.endpoint",
                "hooks/mns ~ a\\r\\nX: y ~ channel.endpoint",
                "application/json ~ text/plain ~ channel.payload",
                "Authorization: ~ Content-Type: ~ channel.header[0]",
                "Authorization: ~ Webhook-Id: ~ channel.header[0]",
                "Authorization: ~ Bad Name: ~ channel.header[0]",
                "Bearer abc ~ a\\r\\nEvil: 1 ~ channel.header[0]",
                "Bearer abc ~ \\u00e9 ~ channel.header[0]",
                "[\"Authorization: Bearer abc\"] ~ \"A: b\" ~ channel.header",
                "[\"Authorization: Bearer abc\"] ~ [5] ~ channel.header[0]",
                "\"header\": ~ \"headers\": ~ channel.headers",
                "\"reason\": ~ \"status\":\"requested\",\"reason\": ~ status",
                "\"reason\": ~ \"end\":\"tomorrow\",\"reason\": ~ end",
                "\"reason\": ~ \"end\":\"2030-02-30T00:00:00Z\",\"reason\": ~ end",
                "\"reason\": ~ \"hydration\":{\"enabled\":true},\"reason\": ~ hydration.enabled",
                "\"reason\": ~ \"hydration\":{\"enabled\":\"yes\"},\"reason\": ~ hydration.enabled",
                "\"reason\": ~ \"hydration\":{\"headers\":{\"Host\":\"x\"}},\"reason\": ~ hydration.headers.Host",
                "\"reason\": ~ \"delivery\":{\"orderingKey\":\"random\"},\"reason\": ~ delivery.orderingKey",
                "\"reason\": ~ \"delivery\":{\"retries\":[\"5 s\"]},\"reason\": ~ delivery.retries[0]",
                "\"reason\": ~ \"delivery\":{\"retries\":[\"PT0S\"]},\"reason\": ~ delivery.retries[0]",
                "\"reason\": ~ \"delivery\":{\"retries\":[\"PT99999999999999H\"]},\"reason\": ~ delivery.retries[0]",
                "\"reason\": ~ \"delivery\":{\"attemptTimeout\":\"PT2M\"},\"reason\": ~ delivery.attemptTimeout",
                "\"reason\": ~ \"delivery\":{\"inFlightMax\":257},\"reason\": ~ delivery.inFlightMax",
                "\"reason\": ~ \"delivery\":{\"inFlightMax\":1.5},\"reason\": ~ delivery.inFlightMax",
                "\"reason\": ~ \"delivery\":{\"inFlightMax\":99999999999999999999},\"reason\": ~ delivery.inFlightMax",
                "\"reason\": ~ \"delivery\":{\"ratePerSecondMax\":0},\"reason\": ~ delivery.ratePerSecondMax",
                "\"reason\": ~ \"delivery\":{\"speed\":1},\"reason\": ~ delivery.speed",
                "\"reason\": ~ \"delivery\":null,\"reason\": ~ delivery",
                "\"reason\": ~ \"modifierExtension\":[],\"reason\": ~ modifierExtension",
            })
    void namesTheWrongField(String part, String changed, String field) throws Exception {
        assertThat(Api.SUBSCRIPTION).contains(part);
        var answer = post(Api.SUBSCRIPTION.replace(part, changed).getBytes(UTF_8));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("validationErrors").has(field))
                .as(answer.body())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {"{", "[]", "null", "5", "``", "{\"a\":1}{}", "{\"a\":01}", "{'a':1}", "{\"a\":NaN}", "// x"})
    void namesTheBodyWhereItIsNoJsonObject(String body) throws Exception {
        var answer = post(body.getBytes(UTF_8));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("validationErrors").has("body"))
                .as(answer.body())
                .isTrue();
    }

    @Test
    void refusesBytesThatAreNotUtf8AndDeepNesting() {
        assertThat(post(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}).body())
                .contains("UTF-8");
        assertThat(post(Api.SUBSCRIPTION.getBytes(UTF_16)).status()).isEqualTo(400);
        assertThat(post("{\"a\":".repeat(5_000).getBytes(UTF_8)).status()).isEqualTo(400);
        assertThat(post(("{\"a\":" + "[".repeat(100_000)).getBytes(UTF_8)).status())
                .isEqualTo(400);
    }

    @Test
    void refusesANumberThatNoDecimalHolds() {
        for (var number : List.of("1e2147483650", "1E-2147483649", "-1.5e99999999999")) {
            var answer = post(Api.SUBSCRIPTION
                    .replaceFirst("\\{", "{\"meta\":" + number + ",")
                    .getBytes(UTF_8));

            assertThat(answer.status()).as(number).isEqualTo(400);
            assertThat(answer.body()).contains("exponent").doesNotContain(number);
        }
    }

    @Test
    void refusesEndlessNamesAndEndlessErrors() throws Exception {
        assertThat(post(("{\"" + "a".repeat(129) + "\":1}").getBytes(UTF_8)).body())
                .contains("128");

        var many = new StringBuilder("{\"a\":1");
        for (var number = 0; number < 10_000; number++) {
            many.append(",\"b").append(number).append("\":1");
        }
        assertThat(post(many.append('}').toString().getBytes(UTF_8)).json().path("validationErrors"))
                .hasSize(100);
    }

    @Test
    void saysTheContractsWordsForTheResourceTypeAndListsAllThatIsMissing() throws Exception {
        var errors = post("{}".getBytes(UTF_8)).json().path("validationErrors");

        assertThat(errors.path("resourceType").textValue())
                .isEqualTo("Please provide the correct resource type for this endpoint");
        assertThat(errors.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("resourceType", "status", "reason", "criteria", "channel");
    }

    @Test
    void namesTheKnownFilters() {
        assertThat(post(Api.SUBSCRIPTION.replace("flagtype", "colour").getBytes(UTF_8))
                        .body())
                .contains("flagtype", "generalpractitioner_manufacturer_org");
    }

    @Test
    void readsEverythingThatMayBeAskedFor() {
        var subscription = read("""
                {"resourceType":"Subscription","status":"requested","reason":"","meta":{"tag":[]},"end":"2030-01-01T00:00:00+01:00",
                 "criteria":"eventType=patientflags-change-1",
                 "channel":{"type":"rest-hook","endpoint":"https://[::1]:8443/a?b=c","payload":"application/fhir+json"},
                 "hydration":{"enabled":true,"headers":{"Authorization":"Bearer x"}},
                 "delivery":{"orderingKey":"none","retries":["PT1S","PT1H"],"attemptTimeout":"PT3S","inFlightMax":256,
                             "ratePerSecondMax":10}}""");

        var channel = (Channel.RestHook) subscription.channel();
        assertThat(channel.payload()).isEqualTo(Channel.Payload.FHIR_JSON);
        assertThat(channel.hydration().headers()).containsEntry("Authorization", "Bearer x");
        assertThat(subscription.end()).isPresent();
        assertThat(subscription.options().orderingKey()).isEqualTo(OrderingKey.NONE);
        assertThat(subscription.options().retries().waits())
                .containsExactly(Duration.ofSeconds(1), Duration.ofHours(1));
        assertThat(subscription.options().attemptTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(subscription.options().inFlightMax()).isEqualTo(256);
        assertThat(subscription.options().ratePerSecondMax()).isEqualTo(Optional.of(10));
        assertThat(subscription.resource()).contains("\"meta\":{\"tag\":[]}");
    }

    @Test
    void answersEveryMutilatedBodyWith400OrTakesIt() {
        var seed = 20_260_101L;
        var random = new SplittableRandom(seed);
        for (var round = 0; round < 2_000; round++) {
            var body = Api.SUBSCRIPTION.getBytes(UTF_8);
            for (var change = random.nextInt(1, 4); change > 0; change--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            var sent = api.send(HttpRequest.POST("/subscriptions").withEntity(ContentTypes.APPLICATION_JSON, body));
            if (sent.toCompletableFuture().isDone()) {
                assertThat(Api.answer(sent).status())
                        .as("seed " + seed + " round " + round)
                        .isEqualTo(400);
            } else {
                api.subscription.expectMessageClass(Subscribe.class).replyTo().tell(new Subscribed(true));
                assertThat(Api.answer(sent).status()).isEqualTo(201);
            }
        }
    }
}
