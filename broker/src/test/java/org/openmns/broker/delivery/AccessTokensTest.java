package org.openmns.broker.delivery;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.delivery.Sink.status;

import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openmns.broker.delivery.Outcome.Verdict;
import org.openmns.subscription.AllowedHosts;
import org.openmns.subscription.Channel.Hydration;
import org.openmns.subscription.Channel.Payload;
import org.openmns.subscription.Channel.RestHook;
import org.openmns.subscription.Credentials;
import org.openmns.subscription.Credentials.OAuth2;

/** A token server and an endpoint on real sockets. */
class AccessTokensTest {

    private static final String TOKEN = "{\"access_token\":\"t0ken\",\"token_type\":\"Bearer\",\"expires_in\":3600}";
    private static final Webhook webhook = Webhooks.webhook(Samples.settings(), Resolver.SYSTEM);

    @AfterAll
    static void stop() {
        webhook.close();
    }

    @Test
    void fetchesATokenAsTheClientAndSendsItInsteadOfThePassword() throws Exception {
        try (var tokens = new Sink(json(TOKEN));
                var sink = new Sink(status(200))) {
            assertThat(attempt(sink, grant(tokens, "a:b c", "p&ss")).detail()).isEqualTo("HTTP 200");

            var asked = tokens.next();
            assertThat(asked.head().get(0)).startsWith("POST /hooks/mns?key=hidden ");
            assertThat(asked.header("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
            assertThat(asked.header("Authorization"))
                    .isEqualTo("Basic " + Base64.getEncoder().encodeToString("a%3Ab+c:p%26ss".getBytes(US_ASCII)));
            assertThat(asked.body()).isEqualTo("grant_type=client_credentials&scope=one+two");
            assertThat(sink.next().header("Authorization")).isEqualTo("Bearer t0ken");
        }
    }

    @Test
    void oneTokenServesManyDeliveriesAlsoThoseThatBeginAtOnce() throws Exception {
        try (var tokens = new Sink(json(TOKEN));
                var sink = new Sink(status(200))) {
            var grant = grant(tokens, "many", "secret");
            var outcomes = IntStream.range(0, 20)
                    .mapToObj(number -> webhook.attempt(with(sink, grant)).toCompletableFuture())
                    .toList();
            for (var outcome : outcomes) {
                assertThat(outcome.get(10, TimeUnit.SECONDS).verdict()).isEqualTo(Verdict.DELIVERED);
            }
            attempt(sink, grant);

            assertThat(tokens.received).hasSize(1);
            assertThat(sink.received).hasSize(21);
        }
    }

    @Test
    void aTokenThatLastsNoTimeIsFetchedForEachDelivery() throws Exception {
        try (var tokens = new Sink(json(TOKEN.replace("3600", "0")));
                var sink = new Sink(status(200))) {
            var grant = grant(tokens, "short", "secret");
            attempt(sink, grant);
            attempt(sink, grant);

            assertThat(tokens.received).hasSize(2);
        }
    }

    @Test
    void aTokenThatTheEndpointRefusesIsDroppedAndTheNextAttemptComesSoonWithANewOne() throws Exception {
        var answers = List.of(200, 401, 200).iterator();
        try (var tokens = new Sink(json(TOKEN));
                var sink = new Sink((request, out) -> status(answers.next()).to(request, out))) {
            var grant = grant(tokens, "refused", "secret");
            attempt(sink, grant);
            var refused = attempt(sink, grant);
            attempt(sink, grant);

            assertThat(refused.verdict()).isEqualTo(Verdict.RETRY);
            assertThat(refused.detail()).isEqualTo("HTTP 401");
            assertThat(tokens.received).hasSize(2);
        }
    }

    /** The first token is refused while the second is being fetched, on the same event loop; it lasts no time, so it is gone. */
    @Test
    void aTokenThatIsRefusedWhileTheNextIsFetchedHoldsNothingUp() throws Exception {
        var fetching = new CountDownLatch(2);
        var judged = new CountDownLatch(1);
        try (var tokens = new Sink((request, out) -> {
                    fetching.countDown();
                    if (fetching.getCount() == 0) {
                        judged.await();
                    }
                    json(TOKEN.replace("3600", "0")).to(request, out);
                });
                var sink = new Sink((request, out) -> {
                    fetching.await();
                    status(401).to(request, out);
                })) {
            var grant = grant(tokens, "slow", "secret");
            var first = webhook.attempt(with(sink, grant)).toCompletableFuture();
            sink.next();
            var second = webhook.attempt(with(sink, grant)).toCompletableFuture();

            assertThat(first).succeedsWithin(10, TimeUnit.SECONDS);
            judged.countDown();
            assertThat(second).succeedsWithin(10, TimeUnit.SECONDS);
        } finally {
            judged.countDown();
        }
    }

    @Test
    void anEndpointThatRefusesANewTokenIsTriedAtTheSlowPace() throws Exception {
        try (var tokens = new Sink(json(TOKEN));
                var sink = new Sink(status(401))) {
            assertThat(attempt(sink, grant(tokens, "new", "secret")).verdict()).isEqualTo(Verdict.RETRY_SLOWLY);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "400 ~ {\"error\":\"invalid_client\"} ~ oauth2: HTTP 400 ~ RETRY_SLOWLY",
                "503 ~ {} ~ oauth2: HTTP 503 ~ RETRY",
                "302 ~ {} ~ oauth2: HTTP 302 ~ RETRY_SLOWLY",
                "200 ~ {} ~ oauth2: no access token in the answer ~ RETRY",
                "200 ~ t0ken ~ oauth2: the answer is not JSON ~ RETRY",
                "200 ~ {\"access_token\":\"t0\\r\\nX: y\",\"token_type\":\"bearer\"} ~ oauth2: no access token in the answer"
                        + " ~ RETRY",
                "200 ~ {\"access_token\":\"t0ken\",\"token_type\":\"mac\"} ~ oauth2: the token is not a bearer token ~ RETRY",
            })
    void aFailedFetchIsAFailedAttemptThatSaysWhyAndNoSecret(int status, String body, String detail, Verdict verdict)
            throws Exception {
        try (var tokens = new Sink(answer(status, body));
                var sink = new Sink(status(200))) {
            var outcome = attempt(sink, grant(tokens, "failed", "s3cr3t"));

            assertThat(outcome.detail()).isEqualTo(detail);
            assertThat(outcome.verdict()).isEqualTo(verdict);
            assertThat(sink.received).isEmpty();
            assertThat(webhook.underWay()).isZero();
        }
    }

    @Test
    void aTokenServerIsCheckedAsAnEndpointIs() throws Exception {
        try (var inner = new Sink(json(TOKEN));
                var sink = new Sink(status(200));
                var guarded = Webhooks.webhook(Samples.guarded(), Resolver.SYSTEM)) {
            var outcome = Webhooks.outcome(guarded, with(sink, grant(inner, "inner", "secret")));

            assertThat(outcome.detail()).isEqualTo("oauth2: address not allowed");
            assertThat(inner.received).isEmpty();
        }
    }

    @Test
    void whoAsksForConsentShowsTheTokenToo() throws Exception {
        try (var tokens = new Sink(json(TOKEN));
                var sink = new Sink(status(200))) {
            var introduction =
                    new Introduction(with(sink, grant(tokens, "asks", "secret")), Optional.empty(), "callback");

            webhook.handshake(introduction).toCompletableFuture().get(10, TimeUnit.SECONDS);

            var asked = sink.next();
            assertThat(asked.head().get(0)).startsWith("OPTIONS ");
            assertThat(asked.header("Authorization")).isEqualTo("Bearer t0ken");
        }
    }

    @Test
    void anApplicationFetchesTokensOnlyWhereItMayHaveEndpoints() throws Exception {
        var others = AllowedHosts.of(List.of("gp-1=127.0.0.1"));
        try (var tokens = new Sink(json(TOKEN));
                var sink = new Sink(status(200));
                var bound = new Webhook(
                        Samples.settings(), others, "https://mns.example", Resolver.SYSTEM, Clock.systemUTC())) {
            var elsewhere = new OAuth2("http://localhost:" + tokens.port() + "/", "me", "secret", Optional.empty());

            assertThat(Webhooks.outcome(bound, with(sink, elsewhere)).detail()).isEqualTo("host not allowed");
            assertThat(tokens.received).isEmpty();
        }
    }

    @Test
    void anEndlessAnswerIsCutOff() throws Exception {
        try (var tokens = new Sink(json("{\"x\":\"" + "x".repeat(70_000) + "\"}"));
                var sink = new Sink(status(200))) {
            assertThat(attempt(sink, grant(tokens, "endless", "secret")).detail())
                    .isEqualTo("oauth2: answer larger than 65536 bytes");
        }
    }

    @Test
    void keepsTokensAndSecretsToItself() {
        var grant = new OAuth2("https://id.example/?k=s3cr3t", "me", "s3cr3t", Optional.empty());
        var hook = hook("https://gp.example", grant);

        assertThat(Samples.attempt(hook, Samples.event()) + " " + hook + " " + hook.credentials())
                .doesNotContain("s3cr3t");
    }

    private static Outcome attempt(Sink sink, OAuth2 grant) throws Exception {
        return Webhooks.outcome(webhook, with(sink, grant));
    }

    private static Attempt with(Sink sink, OAuth2 grant) {
        return Samples.attempt(hook(sink.url(), grant), Samples.event());
    }

    private static RestHook hook(String endpoint, OAuth2 grant) {
        var credentials = new Credentials(Optional.of(grant), Optional.empty());
        return new RestHook(endpoint, Payload.JSON, List.of(), Hydration.OFF, credentials);
    }

    private static OAuth2 grant(Sink tokens, String id, String secret) {
        return new OAuth2(tokens.url(), id, secret, Optional.of("one two"));
    }

    private static Sink.Answer json(String body) {
        return answer(200, body);
    }

    private static Sink.Answer answer(int status, String body) {
        return (request, out) -> Sink.write(
                out, "HTTP/1.1 " + status + " Whatever\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }
}
