package org.openmns.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.delivery.Sink.status;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openmns.broker.Eventually;
import org.openmns.broker.delivery.AddressGuard.Checked;
import org.openmns.broker.delivery.Outcome.Verdict;

class AddressGuardTest {

    private static final byte[] PUBLIC = {8, 8, 8, 8};
    private static final byte[] PRIVATE = {10, 0, 0, 1};
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private final AtomicLong nanos = new AtomicLong();

    @Test
    void allowsAHostWithPublicAddressesOnly() throws Exception {
        assertThat(check(false, PUBLIC).refusal()).isEmpty();
    }

    @Test
    void refusesAHostIfAnyOfItsAddressesIsDenied() throws Exception {
        assertThat(check(false, PUBLIC, PRIVATE).refusal()).isPresent();
        assertThat(check(true, LOOPBACK, PRIVATE).refusal()).isPresent();
    }

    @Test
    void allowsLoopbackInTheSandboxOnly() throws Exception {
        assertThat(check(true, LOOPBACK).refusal()).isEmpty();
        assertThat(check(false, LOOPBACK).refusal()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "2130706433", "127.1", "::1", "[::1]", "::ffff:10.0.0.1", "10.1", "0"})
    void refusesLiteralAddressesHoweverTheyAreWritten(String literal) throws Exception {
        try (var guard = new AddressGuard(Resolver.SYSTEM, false, Duration.ofSeconds(30), nanos::get)) {
            assertThat(result(guard, literal).refusal()).isPresent();
        }
    }

    @ParameterizedTest
    @CsvSource({"0177.0.0.1", "0x7f.0.0.1", "0x7f000001"})
    void connectsOnlyToWhatJavaMadeOfAnOddLiteral(String literal) throws Exception {
        try (var guard = new AddressGuard(Resolver.SYSTEM, false, Duration.ofSeconds(30), nanos::get)) {
            assertThat(result(guard, literal).addresses()).noneMatch(InetAddress::isLoopbackAddress);
        }
    }

    @Test
    void looksAHostUpOnceForTheAttemptsOfHalfAMinute() throws Exception {
        var lookUps = new AtomicInteger();
        Resolver counting = host -> {
            lookUps.incrementAndGet();
            return addresses(host, PUBLIC);
        };
        try (var guard = new AddressGuard(counting, false, Duration.ofSeconds(30), nanos::get)) {
            for (var attempt = 0; attempt < 100; attempt++) {
                result(guard, "hook.example");
            }
            assertThat(lookUps).hasValue(1);

            nanos.addAndGet(TimeUnit.SECONDS.toNanos(31));
            result(guard, "hook.example");
            Eventually.holds("it was looked up again", () -> lookUps.get() == 2);
        }
    }

    @Test
    void looksAHostUpForEachAttemptWhereItIsToldSo() throws Exception {
        var lookUps = new AtomicInteger();
        Resolver counting = host -> {
            lookUps.incrementAndGet();
            return addresses(host, PUBLIC);
        };
        try (var guard = new AddressGuard(counting, false, Duration.ZERO, nanos::get)) {
            for (var attempt = 0; attempt < 3; attempt++) {
                result(guard, "hook.example");
            }
            assertThat(lookUps).hasValue(3);
        }
    }

    @Test
    void asksAgainSoonForAHostThatWasNotFound() throws Exception {
        var lookUps = new AtomicInteger();
        Resolver late = host -> {
            if (lookUps.getAndIncrement() == 0) {
                throw new UnknownHostException(host);
            }
            return addresses(host, PUBLIC);
        };
        try (var guard = new AddressGuard(late, false, Duration.ofSeconds(30), nanos::get)) {
            assertThat(result(guard, "new.example").refusal()).isPresent();

            nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
            assertThat(result(guard, "new.example").refusal()).isEmpty();
        }
    }

    @Test
    void refusesRatherThanLetLookUpsPileUp() throws Exception {
        var silence = new CountDownLatch(1);
        Resolver silent = host -> {
            try {
                silence.await();
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
            throw new UnknownHostException(host);
        };
        try (var guard = new AddressGuard(silent, false, Duration.ofSeconds(30), nanos::get)) {
            var asked = IntStream.range(0, 5_000)
                    .mapToObj(host -> guard.check("gp-1", "host" + host + ".example"))
                    .filter(CompletableFuture::isDone)
                    .count();

            assertThat(asked).isPositive();
            assertThat(result(guard, "one-more.example").refusal().orElseThrow().detail())
                    .isEqualTo("too many name look-ups are waiting");
        }
    }

    @Test
    void handsOutAddressesWithoutTheirNames() throws Exception {
        // "name/10.0.0.1" with a name, "/10.0.0.1" without.
        assertThat(check(false, PUBLIC).addresses())
                .allMatch(address -> address.toString().startsWith("/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:", "http://127.1:", "http://[::1]:", "http://localhost:"})
    void refusedAddressesAreNotConnectedTo(String origin) throws Exception {
        try (var sink = new Sink(status(200));
                var webhook = webhook(Samples.guarded(), Resolver.SYSTEM)) {
            var outcome = outcome(webhook, origin + sink.port() + "/");

            assertThat(outcome.verdict()).isEqualTo(Verdict.RETRY_SLOWLY);
            assertThat(sink.connections).hasValue(0);
        }
    }

    /** The name's first answer is checked and harmless; every later one would lead inside. */
    @Test
    void aNameThatChangesItsAnswerAfterTheCheckGainsNothing() throws Exception {
        var lookUps = new AtomicInteger();
        Resolver rebinding = host -> addresses(host, lookUps.getAndIncrement() == 0 ? LOOPBACK : PRIVATE);
        try (var sink = new Sink((request, out) -> {
                    // Closing, so that every delivery connects anew.
                    Sink.write(out, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
                    out.close();
                });
                var webhook = webhook(Samples.settings(), rebinding)) {
            for (var delivery = 0; delivery < 3; delivery++) {
                assertThat(outcome(webhook, "http://rebind.example:" + sink.port() + "/")
                                .verdict())
                        .isEqualTo(Verdict.DELIVERED);
            }

            assertThat(sink.connections).hasValue(3);
            assertThat(sink.next().header("host")).isEqualTo("rebind.example:" + sink.port());
        }
        assertThat(lookUps).hasValue(1);
    }

    private static Checked check(boolean allowLoopback, byte[]... addresses) throws Exception {
        try (var guard =
                new AddressGuard(host -> addresses(host, addresses), allowLoopback, Duration.ofSeconds(30), () -> 0)) {
            return result(guard, "hook.example");
        }
    }

    private static InetAddress[] addresses(String host, byte[]... addresses) throws UnknownHostException {
        var found = new InetAddress[addresses.length];
        for (var index = 0; index < found.length; index++) {
            found[index] = InetAddress.getByAddress(host, addresses[index]);
        }
        return found;
    }

    private static Checked result(AddressGuard guard, String host) throws Exception {
        return guard.check("gp-1", host).get(10, TimeUnit.SECONDS);
    }

    private static Webhook webhook(WebhookSettings settings, Resolver resolver) {
        return new Webhook(settings, "https://mns.example", resolver, Clock.systemUTC());
    }

    private static Outcome outcome(Webhook webhook, String url) throws Exception {
        return webhook.attempt(Samples.attempt(url)).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
