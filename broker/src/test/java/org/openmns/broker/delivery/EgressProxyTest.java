package org.openmns.broker.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.delivery.Samples.attempt;
import static org.openmns.broker.delivery.Webhooks.outcome;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
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
import org.openmns.config.EgressProxy;
import org.openmns.subscription.Channel.Hydration;
import org.openmns.subscription.Channel.Payload;
import org.openmns.subscription.Channel.RestHook;
import org.openmns.subscription.Credentials;
import org.openmns.subscription.Credentials.OAuth2;

/** The endpoint {@code hook.example} behind a proxy, which leads to this machine whatever address it is asked for. */
class EgressProxyTest {

    private static final EgressProxy.Login LOGIN = new EgressProxy.Login("mns", "proxy-secret");

    /** As names resolve on this node. */
    private static final Map<String, String> ADDRESSES = Map.of(
            "hook.example", "8.8.8.8",
            "other.example", "8.8.8.8",
            "six.example", "2606:4700:4700::1111",
            "inside.example", "10.0.0.1",
            "here.example", "127.0.0.1");

    /** More than the slowest machine takes to connect to itself. */
    private static final Duration AMPLE = Duration.ofSeconds(30);

    private ConnectProxy proxy;
    private Sink sink;

    @BeforeEach
    void start() throws Exception {
        proxy = new ConnectProxy();
        sink = new Sink(Certificates.listen(null), EgressProxyTest::answer);
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        sink.close();
    }

    private static void answer(Sink.Received request, OutputStream out) throws IOException {
        var line = request.head().get(0);
        var body = line.contains("/token")
                ? "{\"access_token\":\"t-1\",\"token_type\":\"Bearer\",\"expires_in\":600}"
                : line.contains("/patient") || line.contains("/keys") ? "{\"keys\":[]}" : "";
        Sink.write(
                out,
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                        + body);
    }

    private static InetAddress[] resolve(String host) throws UnknownHostException {
        if (!ADDRESSES.containsKey(host)) {
            throw new UnknownHostException(host);
        }
        return InetAddress.getAllByName(ADDRESSES.get(host));
    }

    private Webhook webhook() {
        return webhook(proxy.port(), Optional.empty());
    }

    private static Webhook webhook(int proxyPort, Optional<EgressProxy.Login> login) {
        return webhook(new EgressProxy("127.0.0.1", proxyPort, login), AMPLE, EgressProxyTest::resolve);
    }

    /** What it looks up it forgets at once. */
    private static Webhook webhook(EgressProxy proxy, Duration connectTimeout, Resolver resolver) {
        var usual = Samples.settings();
        var egress = new WebhookSettings.Egress(false, Duration.ZERO, Optional.of(proxy));
        var connections = new WebhookSettings.Connections(8, 8, connectTimeout, Duration.ofSeconds(4));
        return Webhooks.webhook(
                new WebhookSettings(egress, Optional.of(Certificates.server()), 1, usual.limits(), connections),
                resolver);
    }

    private String url(String host) {
        return "https://" + host + ":" + sink.port() + "/hooks?key=hidden";
    }

    @Test
    void deliversThroughTheProxyToTheCheckedAddressInTheEndpointsOwnName() throws Exception {
        try (var webhook = webhook()) {
            assertThat(outcome(webhook, attempt(url("hook.example"))).detail()).isEqualTo("HTTP 200");

            var asked = proxy.asked.remove();
            assertThat(asked.head().get(0)).isEqualTo("CONNECT 8.8.8.8:" + sink.port() + " HTTP/1.1");
            assertThat(asked.toString()).doesNotContain("hook.example", "hidden");
            assertThat(sink.next().header("host")).isEqualTo("hook.example:" + sink.port());
        }
    }

    @Test
    void asksForAnAddressOfVersionSixInBrackets() throws Exception {
        try (var webhook = webhook()) {
            outcome(webhook, attempt(url("six.example")));

            assertThat(proxy.asked.remove().head().get(0))
                    .startsWith("CONNECT [2606:4700:4700:")
                    .endsWith("1111]:" + sink.port() + " HTTP/1.1");
        }
    }

    @Test
    void verifiesTheNameInTheUrlAsWithoutAProxy() throws Exception {
        try (var webhook = webhook()) {
            var outcome = outcome(webhook, attempt(url("other.example")));

            assertThat(outcome.verdict()).isEqualTo(Verdict.RETRY);
            assertThat(outcome.detail()).startsWith("TLS: ");
            assertThat(sink.received).isEmpty();
        }
    }

    @Test
    void keepsATunnelForTheNextDelivery() throws Exception {
        try (var webhook = webhook()) {
            for (var delivery = 0; delivery < 5; delivery++) {
                assertThat(outcome(webhook, attempt(url("hook.example"))).verdict())
                        .isEqualTo(Verdict.DELIVERED);
            }

            assertThat(sink.received).hasSize(5);
            assertThat(proxy.asked).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "inside.example, address not allowed, RETRY_SLOWLY",
        "here.example, address not allowed, RETRY_SLOWLY",
        "unknown.example, name not found, RETRY"
    })
    void asksTheProxyForNothingThatTheGuardRefuses(String host, String detail, Verdict verdict) throws Exception {
        try (var webhook = webhook()) {
            assertThat(outcome(webhook, attempt(url(host))))
                    .returns(verdict, Outcome::verdict)
                    .returns(detail, Outcome::detail);

            assertThat(proxy.asked).isEmpty();
        }
    }

    @Test
    void sendsNothingInPlainText() throws Exception {
        try (var webhook = webhook()) {
            assertThat(outcome(webhook, attempt("http://hook.example:" + sink.port() + "/")))
                    .returns(Verdict.RETRY_SLOWLY, Outcome::verdict)
                    .returns("egress proxy: https only", Outcome::detail);

            assertThat(proxy.asked).isEmpty();
        }
    }

    @Test
    void tellsTheProxyAndNobodyElseWhoItIs() throws Exception {
        try (var webhook = webhook(proxy.port(), Optional.of(LOGIN))) {
            outcome(webhook, attempt(url("hook.example")));

            var expected = "Basic " + Base64.getEncoder().encodeToString("mns:proxy-secret".getBytes(UTF_8));
            assertThat(proxy.asked.remove().header("proxy-authorization")).isEqualTo(expected);
            assertThat(sink.next().head())
                    .noneMatch(line -> line.toLowerCase(Locale.ROOT).startsWith("proxy-"));
        }
    }

    @Test
    void hydrationTokensHandshakesAndKeySetsGoTheSameWay() throws Exception {
        var origin = "https://hook.example:" + sink.port();
        var credentials = new Credentials(
                Optional.of(new OAuth2(origin + "/token", "client", "secret", Optional.empty())), Optional.empty());
        var hook = new RestHook(
                origin + "/hooks", Payload.FHIR_JSON, List.of(), new Hydration(true, Map.of()), credentials);
        var event = Samples.event(Optional.empty(), Optional.of(origin + "/patient"), Optional.empty());
        try (var webhook = webhook()) {
            assertThat(outcome(webhook, Samples.attempt(hook, event)).detail()).isEqualTo("HTTP 200");
            webhook.handshake(new Introduction(attempt(url("hook.example")), Optional.empty(), "the-token"))
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            assertThat(webhook.fetch(origin + "/keys", Duration.ofSeconds(10))
                            .toCompletableFuture()
                            .get())
                    .isEqualTo("{\"keys\":[]}");

            assertThat(sink.received.stream().map(each -> each.head().get(0).replaceAll("[ ?].*", "")))
                    .containsExactly("GET", "POST", "POST", "OPTIONS", "GET");
            assertThat(proxy.asked.size()).isEqualTo(sink.connections.get());
        }
    }

    /** Nothing was sent, so nobody's endpoint has failed: it is made again, and goes through once the proxy is back. */
    @Test
    void aDeadProxyIsNobodysFailedAttempt() throws Exception {
        try (var held = new Socket()) {
            // Bound and deaf: connecting is refused, and nobody else gets the port until the proxy is back there.
            held.setReuseAddress(true);
            held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            goesThroughOnceTheProxyIsBackAt(held.getLocalPort());
        }
    }

    private void goesThroughOnceTheProxyIsBackAt(int port) throws Exception {
        try (var webhook = webhook(port, Optional.of(LOGIN))) {
            assertThat(outcome(webhook, attempt(url("hook.example"))))
                    .returns(Verdict.UNMADE, Outcome::verdict)
                    .returns("egress proxy: out of reach", Outcome::detail);

            try (var back = new ConnectProxy(port)) {
                assertThat(outcome(webhook, attempt(url("hook.example"))).verdict())
                        .isEqualTo(Verdict.DELIVERED);
                assertThat(back.asked).hasSize(1);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            HTTP/1.1 407 Who are you | UNMADE       | egress proxy: HTTP 407
            HTTP/1.1 403 Forbidden   | RETRY_SLOWLY | egress proxy: HTTP 403
            HTTP/1.1 502 Bad Gateway | RETRY        | egress proxy: HTTP 502
            HTTP/1.1 503 No answer   | RETRY        | egress proxy: HTTP 503
            HTTP/1.1 504 Too late    | RETRY        | egress proxy: HTTP 504
            ''                       | UNMADE       | egress proxy: connection closed
            """)
    void whatTheProxySaysOfItselfCountsForNobodyAndWhatItSaysOfTheEndpointCounts(
            String answer, Verdict verdict, String detail) throws Exception {
        proxy.answer = answer.startsWith("HTTP") ? answer + "\r\nContent-Length: 0\r\n\r\n" : answer;
        try (var webhook = webhook()) {
            assertThat(outcome(webhook, attempt(url("hook.example"))))
                    .returns(verdict, Outcome::verdict)
                    .returns(detail, Outcome::detail);

            assertThat(sink.connections).hasValue(0);
        }
    }

    @Test
    void aProxyThatSaysNothingCountsAsAnEndpointThatSaysNothing() throws Exception {
        proxy.answer = ConnectProxy.SILENCE;
        var way = new EgressProxy("127.0.0.1", proxy.port(), Optional.empty());
        try (var webhook = webhook(way, Duration.ofMillis(500), EgressProxyTest::resolve)) {
            assertThat(outcome(webhook, attempt(url("hook.example"))))
                    .returns(Verdict.RETRY, Outcome::verdict)
                    .returns("egress proxy: no answer", Outcome::detail);

            assertThat(sink.connections).hasValue(0);
        }
    }

    /** The tunnel to the old address is still open. */
    @Test
    void asksForTheNewAddressAsSoonAsTheHostHasOne() throws Exception {
        var addresses = List.of("8.8.8.8", "1.1.1.1").iterator();
        var way = new EgressProxy("127.0.0.1", proxy.port(), Optional.empty());
        try (var webhook = webhook(way, AMPLE, host -> InetAddress.getAllByName(addresses.next()))) {
            for (var address : List.of("8.8.8.8", "1.1.1.1")) {
                assertThat(outcome(webhook, attempt(url("hook.example"))).detail())
                        .isEqualTo("HTTP 200");
                assertThat(proxy.asked.remove().head().get(0)).startsWith("CONNECT " + address + ":");
            }
        }
    }

    /** Both go to the address that cannot be reached at the same time, so that the way there is not forgotten between. */
    @Test
    void asksForTheNextAddressWhereTheFirstCannotBeReached() throws Exception {
        proxy.unreachable = "8.8.8.8";
        var way = new EgressProxy("127.0.0.1", proxy.port(), Optional.empty());
        try (var webhook = webhook(way, AMPLE, host ->
                new InetAddress[] {InetAddress.getByName("8.8.8.8"), InetAddress.getByName("1.1.1.1")})) {
            var both = List.of(
                    webhook.attempt(attempt(url("hook.example"))).toCompletableFuture(),
                    webhook.attempt(attempt(url("hook.example"))).toCompletableFuture());
            for (var each : both) {
                assertThat(each.get(10, TimeUnit.SECONDS).detail()).isEqualTo("HTTP 200");
            }
        }
    }
}
