package org.openmns.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.openmns.broker.delivery.Samples.attempt;
import static org.openmns.broker.delivery.Sink.says;
import static org.openmns.broker.delivery.Sink.status;
import static org.openmns.broker.delivery.Webhooks.outcome;
import static org.openmns.broker.delivery.Webhooks.webhook;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openmns.broker.delivery.Outcome.Verdict;

/** How a webhook connects to an endpoint. */
class WebhookConnectionTest {

    private static final Webhook webhook = webhook(Samples.settings(), Resolver.SYSTEM);

    @AfterAll
    static void stop() {
        webhook.close();
    }

    @Test
    void keepsAConnectionForTheNextDelivery() throws Exception {
        try (var sink = new Sink(says("HTTP/1.1 200 OK\nContent-Length: 2\n\nok"))) {
            for (var delivery = 0; delivery < 50; delivery++) {
                assertThat(outcome(webhook, attempt(sink.url())).verdict()).isEqualTo(Verdict.DELIVERED);
            }

            assertThat(sink.received).hasSize(50);
            assertThat(sink.connections).hasValue(1);
        }
    }

    @Test
    void retriesARefusedConnection() throws Exception {
        assertThat(outcome(webhook, attempt("http://127.0.0.1:" + closedPort() + "/")))
                .returns(Verdict.RETRY, Outcome::verdict)
                .returns("connection refused", Outcome::detail);
    }

    @Test
    void retriesANameThatIsNotFound() throws Exception {
        assertThat(outcome(webhook, attempt("http://nobody.invalid/")))
                .returns(Verdict.RETRY, Outcome::verdict)
                .returns("name not found", Outcome::detail);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "ftp://a.example/", "http://", "http://u:p@a.example/", "http://a:99999/"})
    void refusesWhatIsNoUrlOfAWebhook(String url) throws Exception {
        assertThat(outcome(webhook, attempt(url)))
                .returns(Verdict.RETRY_SLOWLY, Outcome::verdict)
                .returns("the endpoint is not an http or https URL", Outcome::detail);
    }

    @Test
    void triesTheNextAddressWhereOneRefuses() throws Exception {
        // All of 127.0.0.0/8 is this machine; the sink listens on one address of it.
        Resolver two = host ->
                new InetAddress[] {InetAddress.getByAddress(new byte[] {127, 0, 0, 2}), InetAddress.getLoopbackAddress()
                };
        try (var sink = new Sink(status(200));
                var webhook = webhook(Samples.settings(), two)) {
            var outcome = outcome(webhook, attempt("http://two.example:" + sink.port() + "/"));

            assertThat(outcome.verdict()).isEqualTo(Verdict.DELIVERED);
            assertThat(sink.next().header("host")).isEqualTo("two.example:" + sink.port());
        }
    }

    @Test
    void deliversToALiteralIpv6Address() throws Exception {
        var loopback = InetAddress.getByAddress(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
        assumeTrue(NetworkInterface.getByInetAddress(loopback) != null, "no IPv6 here");
        try (var sink = new Sink(new ServerSocket(0, 10, loopback), status(200))) {
            assertThat(outcome(webhook, attempt("http://[::1]:" + sink.port() + "/"))
                            .detail())
                    .isEqualTo("HTTP 200");
            assertThat(sink.next().header("host")).isEqualTo("[::1]:" + sink.port());
        }
    }

    private static int closedPort() throws IOException {
        try (var briefly = new ServerSocket(0)) {
            return briefly.getLocalPort();
        }
    }
}
