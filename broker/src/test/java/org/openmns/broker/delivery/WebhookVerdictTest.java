package org.openmns.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.delivery.Samples.attempt;
import static org.openmns.broker.delivery.Sink.says;
import static org.openmns.broker.delivery.Sink.status;
import static org.openmns.broker.delivery.Webhooks.outcome;
import static org.openmns.broker.delivery.Webhooks.webhook;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openmns.broker.delivery.Outcome.Verdict;

/** What the status of an answer, and its {@code Retry-After}, mean for the delivery. */
class WebhookVerdictTest {

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
            var outcome = outcome(webhook, attempt(sink.url()));

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
            assertThat(outcome(webhook, attempt(sink.url())).retryAfter()).contains(Duration.ofSeconds(seconds));
        }
    }

    @ParameterizedTest
    @CsvSource({"429, soon", "503, -1", "503, 1.5", "503, ''", "500, 120", "200, 120", "404, 120"})
    void ignoresRetryAfterThatSaysNothing(int status, String text) throws Exception {
        try (var sink =
                new Sink(says("HTTP/1.1 " + status + " No\nRetry-After: " + text + "\nContent-Length: 0\n\n"))) {
            assertThat(outcome(webhook, attempt(sink.url())).retryAfter()).isEmpty();
        }
    }

    @Test
    void followsNoRedirect() throws Exception {
        try (var inside = new Sink(status(200));
                var sink = new Sink(
                        says("HTTP/1.1 307 Elsewhere\nLocation: " + inside.url() + "\nContent-Length: 0\n\n"))) {
            assertThat(outcome(webhook, attempt(sink.url())).verdict()).isEqualTo(Verdict.RETRY_SLOWLY);

            assertThat(inside.connections).hasValue(0);
        }
    }
}
