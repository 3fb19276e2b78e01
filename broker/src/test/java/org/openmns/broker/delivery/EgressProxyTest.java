package org.openmns.broker.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.delivery.Samples.attempt;
import static org.openmns.broker.delivery.Webhooks.outcome;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openmns.broker.delivery.Outcome.Verdict;
import org.openmns.subscription.Channel.Hydration;
import org.openmns.subscription.Channel.Payload;
import org.openmns.subscription.Channel.RestHook;
import org.openmns.subscription.Credentials;
import org.openmns.subscription.Credentials.OAuth2;

/** What leaves through a proxy, and what the proxy is asked for. */
class EgressProxyTest {

    private ProxiedEndpoint endpoint;

    @BeforeEach
    void start() throws Exception {
        endpoint = new ProxiedEndpoint();
    }

    @AfterEach
    void stop() throws Exception {
        endpoint.close();
    }

    @Test
    void deliversThroughTheProxyToTheCheckedAddressInTheEndpointsOwnName() throws Exception {
        try (var webhook = endpoint.webhook()) {
            assertThat(outcome(webhook, attempt(endpoint.url("hook.example"))).detail())
                    .isEqualTo("HTTP 200");

            var asked = endpoint.proxy.asked.remove();
            assertThat(asked.head().get(0)).isEqualTo("CONNECT 8.8.8.8:" + endpoint.sink.port() + " HTTP/1.1");
            assertThat(asked.toString()).doesNotContain("hook.example", "hidden");
            assertThat(endpoint.sink.next().header("host")).isEqualTo("hook.example:" + endpoint.sink.port());
        }
    }

    @Test
    void asksForAnAddressOfVersionSixInBrackets() throws Exception {
        try (var webhook = endpoint.webhook()) {
            outcome(webhook, attempt(endpoint.url("six.example")));

            assertThat(endpoint.proxy.asked.remove().head().get(0))
                    .startsWith("CONNECT [2606:4700:4700:")
                    .endsWith("1111]:" + endpoint.sink.port() + " HTTP/1.1");
        }
    }

    @Test
    void verifiesTheNameInTheUrlAsWithoutAProxy() throws Exception {
        try (var webhook = endpoint.webhook()) {
            var outcome = outcome(webhook, attempt(endpoint.url("other.example")));

            assertThat(outcome.verdict()).isEqualTo(Verdict.RETRY);
            assertThat(outcome.detail()).startsWith("TLS: ");
            assertThat(endpoint.sink.received).isEmpty();
        }
    }

    @Test
    void keepsATunnelForTheNextDelivery() throws Exception {
        try (var webhook = endpoint.webhook()) {
            for (var delivery = 0; delivery < 5; delivery++) {
                assertThat(outcome(webhook, attempt(endpoint.url("hook.example")))
                                .verdict())
                        .isEqualTo(Verdict.DELIVERED);
            }

            assertThat(endpoint.sink.received).hasSize(5);
            assertThat(endpoint.proxy.asked).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "inside.example, address not allowed, RETRY_SLOWLY",
        "here.example, address not allowed, RETRY_SLOWLY",
        "unknown.example, name not found, RETRY"
    })
    void asksTheProxyForNothingThatTheGuardRefuses(String host, String detail, Verdict verdict) throws Exception {
        try (var webhook = endpoint.webhook()) {
            assertThat(outcome(webhook, attempt(endpoint.url(host))))
                    .returns(verdict, Outcome::verdict)
                    .returns(detail, Outcome::detail);

            assertThat(endpoint.proxy.asked).isEmpty();
        }
    }

    @Test
    void sendsNothingInPlainText() throws Exception {
        try (var webhook = endpoint.webhook()) {
            assertThat(outcome(webhook, attempt("http://hook.example:" + endpoint.sink.port() + "/")))
                    .returns(Verdict.RETRY_SLOWLY, Outcome::verdict)
                    .returns("http not allowed", Outcome::detail);

            assertThat(endpoint.proxy.asked).isEmpty();
        }
    }

    @Test
    void tellsTheProxyAndNobodyElseWhoItIs() throws Exception {
        try (var webhook = ProxiedEndpoint.webhook(endpoint.proxy.port(), Optional.of(ProxiedEndpoint.LOGIN))) {
            outcome(webhook, attempt(endpoint.url("hook.example")));

            var expected = "Basic " + Base64.getEncoder().encodeToString("mns:proxy-secret".getBytes(UTF_8));
            assertThat(endpoint.proxy.asked.remove().header("proxy-authorization"))
                    .isEqualTo(expected);
            assertThat(endpoint.sink.next().head())
                    .noneMatch(line -> line.toLowerCase(Locale.ROOT).startsWith("proxy-"));
        }
    }

    @Test
    void hydrationTokensHandshakesAndKeySetsGoTheSameWay() throws Exception {
        var origin = "https://hook.example:" + endpoint.sink.port();
        var credentials = new Credentials(
                Optional.of(new OAuth2(origin + "/token", "client", "secret", Optional.empty())), Optional.empty());
        var hook = new RestHook(
                origin + "/hooks", Payload.FHIR_JSON, List.of(), new Hydration(true, Map.of()), credentials);
        var event = Samples.event(Optional.empty(), Optional.of(origin + "/patient"), Optional.empty());
        try (var webhook = endpoint.webhook()) {
            assertThat(outcome(webhook, Samples.attempt(hook, event)).detail()).isEqualTo("HTTP 200");
            webhook.handshake(new Introduction(attempt(endpoint.url("hook.example")), Optional.empty(), "the-token"))
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            assertThat(webhook.fetch(origin + "/keys", Duration.ofSeconds(10))
                            .toCompletableFuture()
                            .get())
                    .isEqualTo("{\"keys\":[]}");

            assertThat(endpoint.sink.received.stream()
                            .map(each -> each.head().get(0).replaceAll("[ ?].*", "")))
                    .containsExactly("GET", "POST", "POST", "OPTIONS", "GET");
            assertThat(endpoint.proxy.asked.size()).isEqualTo(endpoint.sink.connections.get());
        }
    }
}
