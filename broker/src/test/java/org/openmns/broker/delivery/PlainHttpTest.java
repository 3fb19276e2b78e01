package org.openmns.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.openmns.broker.delivery.Sink.says;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openmns.broker.delivery.Outcome.Verdict;
import org.openmns.subscription.Channel.Hydration;
import org.openmns.subscription.Channel.Payload;
import org.openmns.subscription.Channel.RestHook;
import org.openmns.subscription.Credentials;
import org.openmns.subscription.Credentials.OAuth2;

/** What was stored while plain text was allowed, or is said by a publisher, goes nowhere once it is not. */
class PlainHttpTest {

    private Sink sink;
    private Webhook webhook;

    @BeforeEach
    void start() throws Exception {
        var usual = Samples.settings();
        var egress = new WebhookSettings.Egress(true, false, Duration.ofSeconds(30), Optional.empty());
        sink = new Sink(says("HTTP/1.1 200 OK\nContent-Length: 2\n\n{}"));
        webhook = Webhooks.webhook(
                new WebhookSettings(egress, Optional.empty(), 1, usual.limits(), usual.connections()), Resolver.SYSTEM);
    }

    @AfterEach
    void nothingWasConnectedTo() throws Exception {
        webhook.close();
        sink.close();
        assertThat(sink.connections).hasValue(0);
    }

    @Test
    void noDelivery() throws Exception {
        assertThat(Webhooks.outcome(webhook, Samples.attempt(sink.url())))
                .returns(Verdict.RETRY_SLOWLY, Outcome::verdict)
                .returns("http not allowed", Outcome::detail);
    }

    @Test
    void noHandshake() throws Exception {
        for (var payload : List.of(Payload.JSON, Payload.FHIR_JSON)) {
            var attempt = Samples.attempt(new RestHook(sink.url(), payload, List.of(), Hydration.OFF), Samples.event());
            var consent = webhook.handshake(new Introduction(attempt, Optional.empty(), "the-token"))
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);

            assertThat(consent.given()).isFalse();
            assertThat(consent.outcome().detail()).isEqualTo("http not allowed");
        }
    }

    @Test
    void noReference() throws Exception {
        var hook = new RestHook("https://gp.example/", Payload.FHIR_JSON, List.of(), new Hydration(true, Map.of()));
        var event = Samples.event(Optional.empty(), Optional.of(sink.url()), Optional.empty());

        assertThat(Webhooks.outcome(webhook, Samples.attempt(hook, event)))
                .returns(Verdict.RETRY, Outcome::verdict)
                .returns("hydration: http not allowed", Outcome::detail);
    }

    @Test
    void noAccessToken() throws Exception {
        var credentials = new Credentials(
                Optional.of(new OAuth2(sink.url(), "me", "secret", Optional.empty())), Optional.empty());
        var hook = new RestHook("https://gp.example/", Payload.JSON, List.of(), Hydration.OFF, credentials);

        assertThat(Webhooks.outcome(webhook, Samples.attempt(hook, Samples.event())))
                .returns(Verdict.RETRY_SLOWLY, Outcome::verdict)
                .returns("oauth2: http not allowed", Outcome::detail);
    }

    @Test
    void noKeySet() {
        var fetched = webhook.fetch(sink.url(), Duration.ofSeconds(10)).toCompletableFuture();

        assertThatThrownBy(() -> fetched.get(10, TimeUnit.SECONDS)).hasMessageContaining("http not allowed");
    }
}
