package org.openmns.broker.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.openmns.broker.delivery.Samples.attempt;
import static org.openmns.broker.delivery.Samples.within;
import static org.openmns.broker.delivery.Sink.says;
import static org.openmns.broker.delivery.Sink.status;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openmns.broker.delivery.Outcome.Verdict;
import org.openmns.subscription.Channel.Header;
import org.openmns.subscription.Secrets;
import org.openmns.subscription.Signature;

class WebhookTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Webhook webhook = webhook(Samples.settings(), Resolver.SYSTEM);

    @AfterAll
    static void stop() {
        webhook.close();
    }

    @ParameterizedTest
    @CsvSource({
        "200, DELIVERED",
        "201, DELIVERED",
        "204, DELIVERED",
        "299, DELIVERED",
        "301, RETRY_SLOWLY",
        "302, RETRY_SLOWLY",
        "304, RETRY_SLOWLY",
        "307, RETRY_SLOWLY",
        "400, RETRY_SLOWLY",
        "401, RETRY_SLOWLY",
        "403, RETRY_SLOWLY",
        "404, RETRY_SLOWLY",
        "422, RETRY_SLOWLY",
        "408, RETRY",
        "425, RETRY",
        "429, RETRY",
        "500, RETRY",
        "502, RETRY",
        "503, RETRY",
        "599, RETRY",
        "101, RETRY",
        "600, RETRY",
        "999, RETRY",
        "410, GONE"
    })
    void judgesByTheStatus(int status, Verdict verdict) throws Exception {
        try (var sink = new Sink(status(status))) {
            var outcome = outcome(attempt(sink.url()));

            assertThat(outcome.verdict()).isEqualTo(verdict);
            assertThat(outcome.httpStatus()).contains(status);
            assertThat(outcome.detail()).isEqualTo("HTTP " + status);
            assertThat(outcome.latency()).isPositive();
            assertThat(outcome.retryAfter()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "429, 120, 120", "503, 'Sun, 01 Mar 2026 12:00:30 GMT', 30", "503, 999999999999999999999, 86400",
        "429, 86401, 86400", "503, 'Sun, 01 Mar 2020 12:00:30 GMT', 0", "429, 0, 0"
    })
    void obeysRetryAfter(int status, String text, long seconds) throws Exception {
        try (var sink =
                new Sink(says("HTTP/1.1 " + status + " No\nRetry-After: " + text + "\nContent-Length: 0\n\n"))) {
            assertThat(outcome(attempt(sink.url())).retryAfter()).contains(Duration.ofSeconds(seconds));
        }
    }

    @ParameterizedTest
    @CsvSource({"429, soon", "503, -1", "503, 1.5", "503, ''", "500, 120", "200, 120", "404, 120"})
    void ignoresRetryAfterThatSaysNothing(int status, String text) throws Exception {
        try (var sink =
                new Sink(says("HTTP/1.1 " + status + " No\nRetry-After: " + text + "\nContent-Length: 0\n\n"))) {
            assertThat(outcome(attempt(sink.url())).retryAfter()).isEmpty();
        }
    }

    @Test
    void sendsExactlyTheseHeadersInThisOrder() throws Exception {
        try (var sink = new Sink(status(200))) {
            outcome(attempt(sink.url(), new Header("Authorization", "Bearer abc"), new Header("X-Team", "a; b")));

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
            assertThat(outcome(attempt(sink.url(), new Header(name, "theirs"))).verdict())
                    .isEqualTo(Verdict.DELIVERED);

            assertThat(sink.next().head()).noneMatch(line -> line.contains("theirs"));
        }
    }

    @Test
    void letsASubscriberNameTheUserAgent() throws Exception {
        try (var sink = new Sink(status(200))) {
            outcome(attempt(sink.url(), new Header("user-agent", "theirs")));

            assertThat(sink.next().head().stream().filter(line -> line.startsWith("user-agent")))
                    .containsExactly("user-agent: theirs");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret\r\nX-Injected: 1", "secret\nX-Injected: 1", "secret\u0000"})
    void refusesAHeaderThatWouldSmuggleAnother(String value) throws Exception {
        try (var sink = new Sink(status(200))) {
            var outcome = outcome(attempt(sink.url(), new Header("X-Team", value)));

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
            outcome(new Attempt(usual.subscription(), usual.channel(), secrets, usual.occurrence(), usual.timeout()));

            assertThat(sink.next().header("webhook-signature").split(" ")).hasSize(2);
        }
    }

    @Test
    void followsNoRedirect() throws Exception {
        try (var inside = new Sink(status(200));
                var sink = new Sink(
                        says("HTTP/1.1 307 Elsewhere\nLocation: " + inside.url() + "\nContent-Length: 0\n\n"))) {
            assertThat(outcome(attempt(sink.url())).verdict()).isEqualTo(Verdict.RETRY_SLOWLY);

            assertThat(inside.connections).hasValue(0);
        }
    }

    @Test
    void keepsAConnectionForTheNextDelivery() throws Exception {
        try (var sink = new Sink(says("HTTP/1.1 200 OK\nContent-Length: 2\n\nok"))) {
            for (var delivery = 0; delivery < 50; delivery++) {
                assertThat(outcome(attempt(sink.url())).verdict()).isEqualTo(Verdict.DELIVERED);
            }

            assertThat(sink.received).hasSize(50);
            assertThat(sink.connections).hasValue(1);
        }
    }

    @Test
    void hangsUpOnAnEndlessBody() throws Exception {
        var endless = "x".repeat(10_000);
        try (var sink = new Sink((request, out) -> {
            Sink.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n");
            while (true) {
                Sink.write(out, endless);
            }
        })) {
            assertThat(outcome(attempt(sink.url())).verdict()).isEqualTo(Verdict.DELIVERED);

            assertThat(sink.wasHungUp()).isTrue();
        }
    }

    @Test
    void judgesADrippingBodyAtOnceAndHangsUpAtTheDeadline() throws Exception {
        // The next byte never comes; the sink reads on, and so notices that the client hung up.
        try (var sink = new Sink(says("HTTP/1.1 503 Later\nContent-Length: 1000\n\nx"))) {
            assertThat(outcome(within(Duration.ofSeconds(1), attempt(sink.url())))
                            .detail())
                    .isEqualTo("HTTP 503");

            assertThat(sink.wasHungUp()).isTrue();
        }
    }

    @Test
    void givesUpOnAnEndpointThatNeverAnswers() throws Exception {
        try (var sink = new Sink((request, out) -> {})) {
            var outcome = outcome(within(Duration.ofMillis(999), attempt(sink.url())));

            assertThat(outcome.verdict()).isEqualTo(Verdict.RETRY);
            assertThat(outcome.httpStatus()).isEmpty();
            assertThat(outcome.detail()).isEqualTo("timed out after 999 ms");
            assertThat(outcome.latency()).isBetween(Duration.ofMillis(990), Duration.ofSeconds(5));
            assertThat(sink.wasHungUp()).isTrue();
        }
    }

    @Test
    void givesUpOnAHeadThatNeverEnds() throws Exception {
        try (var sink = new Sink(says("HTTP/1.1 200 OK\nX-Slow: "))) {
            assertThat(outcome(within(Duration.ofSeconds(1), attempt(sink.url())))
                            .detail())
                    .isEqualTo("timed out after 1 s");
            assertThat(sink.wasHungUp()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SSH-2.0-OpenSSH_9.2\n\n", "HTTP/1.1 abc OK\n\n", "HTTP/9.9.9 200\n\n", "\u0000\u0001\n\n\n"})
    void retriesAnAnswerThatIsNotHttp(String answer) throws Exception {
        try (var sink = new Sink(says(answer))) {
            assertThat(outcome(attempt(sink.url())))
                    .returns(Verdict.RETRY, Outcome::verdict)
                    .returns("the answer is not HTTP", Outcome::detail);
            assertThat(sink.wasHungUp()).isTrue();
        }
    }

    @Test
    void retriesAnAnswerWithEndlessHeaders() throws Exception {
        try (var sink = new Sink((request, out) -> {
            Sink.write(out, "HTTP/1.1 200 OK\r\n");
            for (var line = 0; ; line++) {
                Sink.write(out, "X-" + line + ": " + "x".repeat(100) + "\r\n");
            }
        })) {
            assertThat(outcome(attempt(sink.url())).detail()).isEqualTo("the answer is not HTTP");
            assertThat(sink.wasHungUp()).isTrue();
        }
    }

    @Test
    void retriesWhenTheConnectionClosesBeforeTheAnswer() throws Exception {
        try (var sink = new Sink((request, out) -> out.close())) {
            assertThat(outcome(attempt(sink.url())))
                    .returns(Verdict.RETRY, Outcome::verdict)
                    .returns("connection closed before the answer", Outcome::detail);
        }
    }

    @Test
    void believesTheStatusOfAnAnswerThatBreaksOff() throws Exception {
        try (var sink = new Sink((request, out) -> {
            Sink.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf");
            out.close();
        })) {
            assertThat(outcome(attempt(sink.url())).verdict()).isEqualTo(Verdict.DELIVERED);
        }
    }

    @Test
    void retriesARefusedConnection() throws Exception {
        assertThat(outcome(attempt("http://127.0.0.1:" + closedPort() + "/")))
                .returns(Verdict.RETRY, Outcome::verdict)
                .returns("connection refused", Outcome::detail);
    }

    @Test
    void retriesANameThatIsNotFound() throws Exception {
        assertThat(outcome(attempt("http://nobody.invalid/")))
                .returns(Verdict.RETRY, Outcome::verdict)
                .returns("name not found", Outcome::detail);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "ftp://a.example/", "http://", "http://u:p@a.example/", "http://a:99999/"})
    void refusesWhatIsNoUrlOfAWebhook(String url) throws Exception {
        assertThat(outcome(attempt(url)))
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
            assertThat(outcome(attempt("http://[::1]:" + sink.port() + "/")).detail())
                    .isEqualTo("HTTP 200");
            assertThat(sink.next().header("host")).isEqualTo("[::1]:" + sink.port());
        }
    }

    @Test
    void boundsWhatWaitsForOneHost() throws Exception {
        var usual = Samples.settings();
        var one = new WebhookSettings.Connections(1, 1, Duration.ofSeconds(5), Duration.ofSeconds(4));
        var answers = new CountDownLatch(1);
        try (var sink = new Sink((request, out) -> {
                    answers.await();
                    Sink.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                });
                var webhook =
                        webhook(new WebhookSettings(true, Optional.empty(), 1, usual.limits(), one), Resolver.SYSTEM)) {
            var first = webhook.attempt(attempt(sink.url())).toCompletableFuture();
            sink.next();
            var second = webhook.attempt(attempt(sink.url())).toCompletableFuture();

            assertThat(outcome(webhook, attempt(sink.url())))
                    .returns(Verdict.UNMADE, Outcome::verdict)
                    .returns("too many deliveries to this host are waiting", Outcome::detail);

            answers.countDown();
            assertThat(first.get(10, TimeUnit.SECONDS).verdict()).isEqualTo(Verdict.DELIVERED);
            assertThat(second.get(10, TimeUnit.SECONDS).verdict()).isEqualTo(Verdict.DELIVERED);
        }
    }

    @Test
    void boundsWhatIsUnderWay() throws Exception {
        var usual = Samples.settings();
        var limits = new WebhookSettings.Limits(1, 1_024, 1_024);
        try (var sink = new Sink((request, out) -> {});
                var webhook = webhook(
                        new WebhookSettings(true, Optional.empty(), 1, limits, usual.connections()), Resolver.SYSTEM)) {
            webhook.attempt(attempt(sink.url()));

            assertThat(outcome(webhook, attempt(sink.url())))
                    .returns(Verdict.UNMADE, Outcome::verdict)
                    .returns("too many deliveries are under way", Outcome::detail);
        }
    }

    @Test
    void countsEveryAttemptOutAgain() throws Exception {
        try (var good = new Sink(status(200));
                var closing = new Sink((request, out) -> out.close());
                var silent = new Sink((request, out) -> {});
                var webhook = webhook(Samples.settings(), Resolver.SYSTEM)) {
            var all = IntStream.range(0, 300)
                    .mapToObj(each -> List.of(good, closing, silent).get(each % 3))
                    .map(sink -> webhook.attempt(within(Duration.ofMillis(500), attempt(sink.url())))
                            .toCompletableFuture())
                    .toList();
            for (var outcome : all) {
                outcome.get(10, TimeUnit.SECONDS);
            }

            var patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (webhook.underWay() > 0 && System.nanoTime() < patience) {
                Thread.onSpinWait();
            }
            assertThat(webhook.underWay()).isZero();
        }
    }

    @Test
    void failsAnAttemptAfterItWasClosed() throws Exception {
        var closed = webhook(Samples.settings(), Resolver.SYSTEM);
        closed.close();

        assertThat(outcome(closed, attempt("http://127.0.0.1:1/")).verdict()).isEqualTo(Verdict.UNMADE);
    }

    private static Webhook webhook(WebhookSettings settings, Resolver resolver) {
        return new Webhook(settings, "https://mns.example", resolver, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static Outcome outcome(Attempt attempt) throws Exception {
        return outcome(webhook, attempt);
    }

    private static Outcome outcome(Webhook webhook, Attempt attempt) throws Exception {
        return webhook.attempt(attempt).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static int closedPort() throws IOException {
        try (var briefly = new ServerSocket(0)) {
            return briefly.getLocalPort();
        }
    }
}
