package org.openmns.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openmns.broker.delivery.Attempt.Recipient;
import org.openmns.broker.delivery.Outcome.Verdict;
import org.openmns.subscription.SubscriptionId;

/** An application whose 200 subscriptions all hang, and one whose endpoint answers: on other hosts, and on the same one. */
class WebhookSharesTest {

    private static final int FLOOD = 200;

    private Sink sink;

    @BeforeEach
    void start() throws IOException {
        sink = new Sink(new ServerSocket(0, 100), WebhookSharesTest::answer);
    }

    @AfterEach
    void stop() throws IOException {
        sink.close();
    }

    private static void answer(Sink.Received request, OutputStream out) throws IOException {
        if (!request.head().get(0).contains("hang")) {
            Sink.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        }
    }

    private static Webhook webhook(int attemptsMax, int attemptsShared, int perHostMax, int waitingPerHostMax) {
        var settings = new WebhookSettings(
                true,
                Optional.empty(),
                2,
                new WebhookSettings.Limits(attemptsMax, attemptsShared, 1_024, 1_024),
                new WebhookSettings.Connections(
                        perHostMax, waitingPerHostMax, Duration.ofSeconds(5), Duration.ofSeconds(4)));
        return Webhooks.webhook(settings, Resolver.SYSTEM);
    }

    private CompletableFuture<Outcome> attempt(Webhook webhook, String owner, String host, String path) {
        var usual = Samples.within(Duration.ofMinutes(1), Samples.attempt("http://" + host + ":" + sink.port() + path));
        var recipient = new Recipient(new SubscriptionId(UUID.randomUUID()), owner);
        return webhook.attempt(
                        new Attempt(recipient, usual.channel(), usual.secrets(), usual.occurrence(), usual.timeout()))
                .toCompletableFuture();
    }

    private List<CompletableFuture<Outcome>> flood(Webhook webhook, String host) {
        var flood = new ArrayList<CompletableFuture<Outcome>>();
        for (var number = 0; number < FLOOD; number++) {
            flood.add(attempt(webhook, "flooding", host, "/hang"));
        }
        return flood;
    }

    private void requireEachDelivered(Webhook webhook, String owner, int count) throws Exception {
        var all = new ArrayList<CompletableFuture<Outcome>>();
        for (var number = 0; number < count; number++) {
            all.add(attempt(webhook, owner, "127.0.0.1", "/good"));
        }
        for (var each : all) {
            assertThat(each.get(30, TimeUnit.SECONDS).detail()).isEqualTo("HTTP 200");
        }
    }

    @Test
    void takesNoMoreOfTheNodeThanLeavesTheOthersTheirShare() throws Exception {
        try (var webhook = webhook(60, 30, 256, 1_000)) {
            var flood = flood(webhook, "localhost");
            assertThat(flood.stream().filter(CompletableFuture::isDone)).hasSize(FLOOD - 30);
            assertThat(flood.get(FLOOD - 1).join())
                    .returns(Verdict.UNMADE, Outcome::verdict)
                    .returns("too many deliveries of this application are under way", Outcome::detail);

            for (var round = 0; round < 20; round++) {
                requireEachDelivered(webhook, "modest", 7);
            }
            assertThat(flood.stream().filter(CompletableFuture::isDone)).hasSize(FLOOD - 30);
        }
    }

    @Test
    void aloneItTakesNoMoreOfAHostThanLeavesTheOthersAPlaceThere() throws Exception {
        try (var webhook = webhook(1_000, 1_000, 16, 500)) {
            var flood = flood(webhook, "127.0.0.1");

            for (var round = 0; round < 20; round++) {
                requireEachDelivered(webhook, "modest", 10);
            }
            assertThat(flood).noneMatch(CompletableFuture::isDone);
        }
    }

    @Test
    void whatWaitsForAHostLeavesTheOthersRoomToWait() throws Exception {
        try (var webhook = webhook(1_000, 1_000, 8, 160)) {
            var flood = flood(webhook, "127.0.0.1");

            requireEachDelivered(webhook, "modest", 20);
            assertThat(flood.stream().filter(CompletableFuture::isDone).map(CompletableFuture::join))
                    .isNotEmpty()
                    .allMatch(outcome -> outcome.verdict() == Verdict.UNMADE);
        }
    }

    @Test
    void manyOnOneHostTakeTurns() throws Exception {
        try (var webhook = webhook(10_000, 10_000, 2, 10_000)) {
            var all = new ArrayList<CompletableFuture<Outcome>>();
            for (var number = 0; number < 2_000; number++) {
                all.add(attempt(webhook, "app-" + number % 50, "127.0.0.1", "/good"));
            }
            for (var each : all) {
                assertThat(each.get(1, TimeUnit.MINUTES).detail()).isEqualTo("HTTP 200");
            }
            assertThat(sink.received).hasSize(2_000);
        }
    }
}
