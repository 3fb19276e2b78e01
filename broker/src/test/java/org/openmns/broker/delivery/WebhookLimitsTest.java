package org.openmns.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.delivery.Samples.attempt;
import static org.openmns.broker.delivery.Samples.within;
import static org.openmns.broker.delivery.Sink.status;
import static org.openmns.broker.delivery.Webhooks.outcome;
import static org.openmns.broker.delivery.Webhooks.webhook;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.openmns.broker.delivery.Outcome.Verdict;

/** How much a webhook has under way at once. */
class WebhookLimitsTest {

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
    void whatWaitsForAHostLeavesTheQueueWhenItsTimeIsOver() throws Exception {
        var usual = Samples.settings();
        var one = new WebhookSettings.Connections(1, 1, Duration.ofSeconds(5), Duration.ofSeconds(4));
        try (var silent = new Sink((request, out) -> {});
                var webhook =
                        webhook(new WebhookSettings(true, Optional.empty(), 1, usual.limits(), one), Resolver.SYSTEM)) {
            webhook.attempt(attempt(silent.url()));
            silent.next();
            for (var round = 0; round < 3; round++) {
                assertThat(outcome(webhook, within(Duration.ofMillis(200), attempt(silent.url()))))
                        .returns(Verdict.RETRY, Outcome::verdict)
                        .returns("timed out after 200 ms", Outcome::detail);
            }
            awaitUnderWay(webhook, 1);
        }
    }

    @Test
    void allWhoWaitForAHostThatFailsAtOnceFailInTurn() throws Exception {
        var usual = Samples.settings();
        var connections = new WebhookSettings.Connections(1, 12_000, Duration.ofSeconds(5), Duration.ofSeconds(4));
        var asked = new CountDownLatch(1);
        Resolver unknown = host -> {
            awaitQuietly(asked);
            throw new UnknownHostException(host);
        };
        try (var webhook =
                webhook(new WebhookSettings(true, Optional.empty(), 1, usual.limits(), connections), unknown)) {
            var all = IntStream.range(0, 10_000)
                    .mapToObj(each ->
                            webhook.attempt(attempt("http://gone.example/")).toCompletableFuture())
                    .toList();
            asked.countDown();

            for (var outcome : all) {
                assertThat(outcome.get(10, TimeUnit.SECONDS).detail()).isEqualTo("name not found");
            }
            awaitUnderWay(webhook, 0);
        }
    }

    @Test
    void whoWaitsForAHostThatDropsConnectionsIsNotKeptWaitingByThem() throws Exception {
        var usual = Samples.settings();
        var connections = new WebhookSettings.Connections(2, 100, Duration.ofMillis(500), Duration.ofSeconds(4));
        try (var deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var filling = new Connections(deaf);
                var webhook = webhook(
                        new WebhookSettings(true, Optional.empty(), 1, usual.limits(), connections), Resolver.SYSTEM)) {
            var all = IntStream.range(0, 60)
                    .mapToObj(each -> webhook.attempt(within(Duration.ofMillis(300), attempt(filling.url())))
                            .toCompletableFuture())
                    .toList();
            for (var outcome : all) {
                assertThat(outcome.get(10, TimeUnit.SECONDS).verdict()).isEqualTo(Verdict.RETRY);
            }
            awaitUnderWay(webhook, 0);
        }
    }

    /** Takes all places in which a server that accepts nobody has connections wait: the kernel drops the next ones. */
    private record Connections(ServerSocket deaf, List<SocketChannel> taken) implements AutoCloseable {

        Connections(ServerSocket deaf) throws IOException {
            this(deaf, new ArrayList<>());
            for (var connection = 0; connection < 8; connection++) {
                var channel = SocketChannel.open();
                channel.configureBlocking(false);
                channel.connect(deaf.getLocalSocketAddress());
                taken.add(channel);
            }
        }

        String url() {
            return "http://127.0.0.1:" + deaf.getLocalPort() + "/";
        }

        @Override
        public void close() throws IOException {
            for (var channel : taken) {
                channel.close();
            }
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void boundsWhatIsUnderWay() throws Exception {
        var usual = Samples.settings();
        var limits = new WebhookSettings.Limits(1, 0, 1_024, 1_024);
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

            awaitUnderWay(webhook, 0);
        }
    }

    private static void awaitUnderWay(Webhook webhook, int expected) {
        var patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (webhook.underWay() > expected && System.nanoTime() < patience) {
            Thread.onSpinWait();
        }
        assertThat(webhook.underWay()).isEqualTo(expected);
    }

    @Test
    void failsAnAttemptAfterItWasClosed() throws Exception {
        var closed = webhook(Samples.settings(), Resolver.SYSTEM);
        closed.close();

        assertThat(outcome(closed, attempt("http://127.0.0.1:1/")).verdict()).isEqualTo(Verdict.UNMADE);
    }
}
