package org.openmns.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.delivery.Samples.attempt;
import static org.openmns.broker.delivery.Samples.within;
import static org.openmns.broker.delivery.Sink.says;
import static org.openmns.broker.delivery.Webhooks.outcome;
import static org.openmns.broker.delivery.Webhooks.webhook;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openmns.broker.delivery.Outcome.Verdict;

/** Answers that never end, never come, break off or are not HTTP. */
class WebhookAnswerTest {

    private static final Webhook webhook = webhook(Samples.settings(), Resolver.SYSTEM);

    @AfterAll
    static void stop() {
        webhook.close();
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
            assertThat(outcome(webhook, attempt(sink.url())).verdict()).isEqualTo(Verdict.DELIVERED);

            assertThat(sink.wasHungUp()).isTrue();
        }
    }

    @Test
    void judgesADrippingBodyAtOnceAndHangsUpAtTheDeadline() throws Exception {
        // The next byte never comes; the sink reads on, and so notices that the client hung up.
        try (var sink = new Sink(says("HTTP/1.1 503 Later\nContent-Length: 1000\n\nx"))) {
            assertThat(outcome(webhook, within(Duration.ofSeconds(1), attempt(sink.url())))
                            .detail())
                    .isEqualTo("HTTP 503");

            assertThat(sink.wasHungUp()).isTrue();
        }
    }

    @Test
    void givesUpOnAnEndpointThatNeverAnswers() throws Exception {
        try (var sink = new Sink((request, out) -> {})) {
            var outcome = outcome(webhook, within(Duration.ofMillis(999), attempt(sink.url())));

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
            assertThat(outcome(webhook, within(Duration.ofSeconds(1), attempt(sink.url())))
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
            assertThat(outcome(webhook, attempt(sink.url())))
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
            assertThat(outcome(webhook, attempt(sink.url())).detail()).isEqualTo("the answer is not HTTP");
            assertThat(sink.wasHungUp()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"100 Continue", "103 Early Hints"})
    void hangsUpOnInterimAnswersWithoutEnd(String interim) throws Exception {
        try (var sink = new Sink((request, out) -> {
            while (true) {
                Sink.write(out, "HTTP/1.1 " + interim + "\r\n\r\n");
            }
        })) {
            assertThat(outcome(webhook, attempt(sink.url())))
                    .returns(Verdict.RETRY, Outcome::verdict)
                    .returns("too many interim answers", Outcome::detail);
            assertThat(sink.wasHungUp()).isTrue();
        }
    }

    @Test
    void takesAFewInterimAnswers() throws Exception {
        try (var sink = new Sink(says("HTTP/1.1 100 Continue\n\n".repeat(10) + "HTTP/1.1 204 No Content\n\n"))) {
            assertThat(outcome(webhook, attempt(sink.url())).verdict()).isEqualTo(Verdict.DELIVERED);
        }
    }

    @Test
    void retriesWhenTheConnectionClosesBeforeTheAnswer() throws Exception {
        try (var sink = new Sink((request, out) -> out.close())) {
            assertThat(outcome(webhook, attempt(sink.url())))
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
            assertThat(outcome(webhook, attempt(sink.url())).verdict()).isEqualTo(Verdict.DELIVERED);
        }
    }
}
