package org.openmns.broker.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.delivery.Samples.attempt;
import static org.openmns.broker.delivery.Sink.status;
import static org.openmns.broker.delivery.Webhooks.NOW;
import static org.openmns.broker.delivery.Webhooks.outcome;
import static org.openmns.broker.delivery.Webhooks.webhook;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openmns.broker.delivery.Outcome.Verdict;
import org.openmns.subscription.Channel.Header;
import org.openmns.subscription.Secrets;
import org.openmns.subscription.Signature;

/** What a webhook sends with an event. */
class WebhookRequestTest {

    private static final Webhook webhook = webhook(Samples.settings(), Resolver.SYSTEM);

    @AfterAll
    static void stop() {
        webhook.close();
    }

    @Test
    void sendsExactlyTheseHeadersInThisOrder() throws Exception {
        try (var sink = new Sink(status(200))) {
            outcome(
                    webhook,
                    attempt(sink.url(), new Header("Authorization", "Bearer abc"), new Header("X-Team", "a; b")));

            var request = sink.next();
            var timestamp = NOW.getEpochSecond();
            assertThat(request.body()).isEqualTo(Samples.BODY);
            assertThat(request.head())
                    .containsExactly(
                            "POST /hooks/mns?key=hidden HTTP/1.1",
                            "Content-Type: application/json",
                            "Authorization: Bearer abc",
                            "X-Team: a; b",
                            "webhook-id: " + Samples.WEBHOOK_ID,
                            "webhook-timestamp: " + timestamp,
                            "webhook-signature: "
                                    + Signature.sign(
                                            List.of(Samples.SECRET),
                                            Samples.WEBHOOK_ID,
                                            timestamp,
                                            Samples.BODY.getBytes(UTF_8)),
                            "X-Correlation-ID: a7e2c1f4-correlation",
                            "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                            "User-Agent: OpenMNS",
                            "WebHook-Request-Origin: mns.example",
                            "content-length: " + Samples.BODY.length(),
                            "host: 127.0.0.1:" + sink.port());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host", "CONTENT-LENGTH", "Connection", "Transfer-Encoding", "webhook-id", "Webhook-Signature",
                        "Upgrade",
                "TE", "Trailer", "Keep-Alive", "Proxy-Authorization", "Content-Type", "Expect", "traceparent",
                "x-correlation-id"
            })
    void ignoresASubscribersHeaderThatIsOursToSet(String name) throws Exception {
        try (var sink = new Sink(status(200))) {
            assertThat(outcome(webhook, attempt(sink.url(), new Header(name, "theirs")))
                            .verdict())
                    .isEqualTo(Verdict.DELIVERED);

            assertThat(sink.next().head()).noneMatch(line -> line.contains("theirs"));
        }
    }

    @Test
    void letsASubscriberNameTheUserAgent() throws Exception {
        try (var sink = new Sink(status(200))) {
            outcome(webhook, attempt(sink.url(), new Header("user-agent", "theirs")));

            assertThat(sink.next().head().stream().filter(line -> line.startsWith("user-agent")))
                    .containsExactly("user-agent: theirs");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret\r\nX-Injected: 1", "secret\nX-Injected: 1", "secret\u0000"})
    void refusesAHeaderThatWouldSmuggleAnother(String value) throws Exception {
        try (var sink = new Sink(status(200))) {
            var outcome = outcome(webhook, attempt(sink.url(), new Header("X-Team", value)));

            assertThat(outcome.verdict()).isEqualTo(Verdict.RETRY_SLOWLY);
            assertThat(outcome.detail()).isEqualTo("a header of the subscription cannot be sent");
            assertThat(sink.received).isEmpty();
        }
    }

    @Test
    void signsWithBothSecretsWhileOneRetires() throws Exception {
        var secrets = new Secrets(
                "whsec_bmV3IHNlY3JldCwgbG9uZyBlbm91Z2g=",
                Optional.of(new Secrets.Retiring(Samples.SECRET, NOW.plusSeconds(1))));
        try (var sink = new Sink(status(200))) {
            var usual = attempt(sink.url());
            outcome(
                    webhook,
                    new Attempt(usual.recipient(), usual.channel(), secrets, usual.occurrence(), usual.timeout()));

            assertThat(sink.next().header("webhook-signature").split(" ")).hasSize(2);
        }
    }
}
