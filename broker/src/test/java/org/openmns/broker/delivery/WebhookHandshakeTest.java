package org.openmns.broker.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.delivery.Sink.says;
import static org.openmns.broker.delivery.Sink.status;
import static org.openmns.broker.delivery.Webhooks.NOW;
import static org.openmns.broker.delivery.Webhooks.webhook;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.openmns.broker.delivery.Outcome.Verdict;
import org.openmns.config.HandshakeSettings.PerHost;
import org.openmns.event.TopicName;
import org.openmns.subscription.Channel.Header;
import org.openmns.subscription.Channel.Hydration;
import org.openmns.subscription.Channel.Payload;
import org.openmns.subscription.Channel.RestHook;
import org.openmns.subscription.Signature;

/** How a webhook asks an endpoint whether it wants deliveries. */
class WebhookHandshakeTest {

    private static final String YES = """
            HTTP/1.1 200 OK
            WebHook-Allowed-Origin: mns.example
            WebHook-Allowed-Rate: 120
            Content-Length: 0

            """;
    private static final Webhook webhook = webhook(Samples.settings(), Resolver.SYSTEM);

    @AfterAll
    static void stop() {
        webhook.close();
    }

    @Test
    void asksByOptionsWithOriginRateAndCallback() throws Exception {
        try (var sink = new Sink(says(YES))) {
            var consent = consent(webhook, sink.url(), Payload.JSON);

            assertThat(consent.given()).isTrue();
            assertThat(consent.perMinuteMax()).contains(120);
            var request = sink.next();
            assertThat(request.head()).first().isEqualTo("OPTIONS /hooks/mns?key=hidden HTTP/1.1");
            assertThat(request.header("WebHook-Request-Origin")).isEqualTo("mns.example");
            assertThat(request.header("WebHook-Request-Rate")).isEqualTo("600");
            assertThat(request.header("WebHook-Request-Callback"))
                    .isEqualTo("https://mns.example/subscriptions/" + Samples.SUBSCRIPTION + "/handshake/the-token");
            assertThat(request.header("Authorization")).isEqualTo("Bearer abc");
            assertThat(request.header("webhook-signature")).isEmpty();
            assertThat(request.body()).isEmpty();
        }
    }

    @Test
    void takesAServerThatAnswersAnyOptionsForNoConsent() throws Exception {
        try (var sink = new Sink(says("HTTP/1.1 200 OK\nAllow: POST, OPTIONS\nContent-Length: 0\n\n"))) {
            var consent = consent(webhook, sink.url(), Payload.CLOUDEVENTS_JSON);

            assertThat(consent.given()).isFalse();
            assertThat(consent.outcome().detail()).isEqualTo("HTTP 200 without WebHook-Allowed-Origin");
        }
    }

    @Test
    void asksAFhirEndpointByASignedHandshakeNotification() throws Exception {
        try (var sink = new Sink(status(202))) {
            assertThat(consent(webhook, sink.url(), Payload.FHIR_JSON).given()).isTrue();

            var request = sink.next();
            assertThat(request.head()).first().isEqualTo("POST /hooks/mns?key=hidden HTTP/1.1");
            assertThat(request.header("Content-Type")).isEqualTo("application/fhir+json");
            assertThat(request.header("webhook-signature"))
                    .isEqualTo(Signature.sign(
                            List.of(Samples.SECRET),
                            request.header("webhook-id"),
                            NOW.getEpochSecond(),
                            request.body().getBytes(UTF_8)));
            var bundle = new ObjectMapper().readTree(request.body());
            var parameters = bundle.at("/entry/0/resource/parameter");
            assertThat(bundle.at("/type").asText()).isEqualTo("history");
            assertThat(parameters.findValuesAsText("name"))
                    .startsWith("subscription", "status", "type", "additional-context")
                    .doesNotContain("notification-event");
            assertThat(parameters.at("/1/valueCode").asText()).isEqualTo("requested");
            assertThat(parameters.at("/2/valueCode").asText()).isEqualTo("handshake");
            assertThat(parameters.at("/3/part/0/valueString").asText()).isEqualTo("pds-change-of-gp-2");
        }
    }

    @Test
    void takesARefusalOfTheNotificationForNoConsent() throws Exception {
        try (var sink = new Sink(status(400))) {
            var consent = consent(webhook, sink.url(), Payload.FHIR_JSON);

            assertThat(consent.given()).isFalse();
            assertThat(consent.outcome().detail()).isEqualTo("HTTP 400");
        }
    }

    @Test
    void goesNowhereThatADeliveryMayNotGo() throws Exception {
        try (var sink = new Sink(says(YES));
                var guarded = webhook(Samples.guarded(), Resolver.SYSTEM)) {
            for (var payload : List.of(Payload.JSON, Payload.FHIR_JSON)) {
                var consent = consent(guarded, sink.url(), payload);

                assertThat(consent.given()).isFalse();
                assertThat(consent.outcome().detail()).isEqualTo("address not allowed");
            }
            assertThat(sink.connections).hasValue(0);
        }
    }

    @Test
    void followsNoRedirect() throws Exception {
        try (var sink = new Sink(says(YES));
                var redirecting =
                        new Sink(says("HTTP/1.1 307 Else\nLocation: " + sink.url() + "\nContent-Length: 0\n\n"))) {
            assertThat(consent(webhook, redirecting.url(), Payload.JSON).given())
                    .isFalse();
            assertThat(sink.connections).hasValue(0);
        }
    }

    @Test
    void waitsNoLongerThanADelivery() throws Exception {
        try (var sink = new Sink((request, out) -> {})) {
            var introduction = introduction(sink.url(), Payload.JSON);
            var brief = new Introduction(
                    Samples.within(Duration.ofMillis(200), introduction.attempt()), Optional.empty(), "the-token");

            assertThat(webhook.handshake(brief)
                            .toCompletableFuture()
                            .get(10, TimeUnit.SECONDS)
                            .outcome())
                    .returns(Verdict.RETRY, Outcome::verdict)
                    .returns("timed out after 200 ms", Outcome::detail);
        }
    }

    /** Somebody else's, it may be: whoever subscribes with another path each time has it asked no more often. */
    @Test
    void aHostThatDoesNotAgreeIsNotAskedWithoutEnd() throws Exception {
        try (var sink = new Sink(status(200));
                var sparing = webhook(rarely(), Resolver.SYSTEM)) {
            var consents = new ArrayList<Consent>();
            for (var path = 0; path < 10; path++) {
                consents.add(consent(sparing, sink.url() + path, Payload.JSON));
            }

            assertThat(consents).noneMatch(Consent::given);
            assertThat(consents)
                    .extracting(Consent::outcome)
                    .anySatisfy(outcome -> assertThat(outcome)
                            .returns(Verdict.UNMADE, Outcome::verdict)
                            .returns("too many handshakes with this host", Outcome::detail));
            assertThat(sink.received).hasSizeLessThan(10);
        }
    }

    @Test
    void aHostThatAgreesIsAskedForEachSubscription() throws Exception {
        try (var sink = new Sink(says(YES));
                var sparing = webhook(rarely(), Resolver.SYSTEM)) {
            for (var path = 0; path < 10; path++) {
                assertThat(consent(sparing, sink.url() + path, Payload.JSON).given())
                        .isTrue();
            }
        }
    }

    private static WebhookSettings rarely() {
        var usual = Samples.settings();
        var limits = new WebhookSettings.Limits(10, 0, 1_024, 1_024, new PerHost(1, 2));
        return new WebhookSettings(usual.egress(), Optional.empty(), 1, limits, usual.connections());
    }

    @Test
    void whatItKnowsOfIsNoText() {
        assertThat(introduction("https://gp.example/", Payload.JSON).toString())
                .doesNotContain("the-token", "gp.example");
    }

    private static Introduction introduction(String url, Payload payload) {
        var hook = new RestHook(url, payload, List.of(new Header("Authorization", "Bearer abc")), Hydration.OFF);
        var event = TestEvent.of(new TopicName("pds-change-of-gp-2"), NOW);
        return new Introduction(Samples.attempt(hook, event), Optional.of(600), "the-token");
    }

    private static Consent consent(Webhook by, String url, Payload payload) throws Exception {
        return by.handshake(introduction(url, payload)).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
