package org.openmns.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openmns.broker.Eventually;
import org.openmns.broker.delivery.AddressGuard.Checked;

/** Name servers that say nothing hold up whoever asks for their names for the first time, and nobody else. */
class SilentNamesTest {

    private static final byte[] PUBLIC = {8, 8, 8, 8};
    private static final byte[] PRIVATE = {10, 0, 0, 1};

    /** More than may be under way and wait together. */
    private static final int MANY = 3_000;

    private final AtomicLong nanos = new AtomicLong();
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicBoolean allAreSilent = new AtomicBoolean();
    private volatile byte[] address = PUBLIC;
    private final AddressGuard guard = new AddressGuard(this::resolve, false, Duration.ofSeconds(30), nanos::get);

    @AfterEach
    void close() {
        end.countDown();
        guard.close();
    }

    private InetAddress[] resolve(String host) throws UnknownHostException {
        if (allAreSilent.get() || host.endsWith(".silent.example")) {
            try {
                end.await();
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
            throw new UnknownHostException(host);
        }
        return new InetAddress[] {InetAddress.getByAddress(address)};
    }

    @Test
    void oneWhoseNamesAreSilentLeavesTheOthersTheirLookUps() throws Exception {
        for (var owner : List.of("gp-1", "gp-2", "gp-3")) {
            askForSilentNames(owner, MANY);
        }

        for (var host = 0; host < 100; host++) {
            assertThat(found("gp-4", "hook" + host + ".example").refusal()).isEmpty();
        }
        assertThat(found("gp-1", "one-more.example").refusal().orElseThrow().detail())
                .isEqualTo("too many name look-ups are waiting");
    }

    @Test
    void nobodyWaitsInAnothersQueueForTheNameThatBothWant() throws Exception {
        askForSilentNames("gp-1", 100);
        var waiting = guard.check("gp-1", "hook.example");

        assertThat(found("gp-2", "hook.example").refusal()).isEmpty();
        assertThat(waiting).isNotDone();
    }

    @Test
    void whoHasHadAnAnswerGoesOnWithItWhileTheNextOneIsOnItsWay() throws Exception {
        var before = found("gp-1", "hook.example");
        allAreSilent.set(true);

        pass(Duration.ofSeconds(31));
        assertThat(guard.check("gp-1", "hook.example")).isCompletedWithValue(before);
        pass(Duration.ofMinutes(4));
        assertThat(guard.check("gp-1", "hook.example")).isCompletedWithValue(before);

        pass(Duration.ofMinutes(1));
        assertThat(guard.check("gp-1", "hook.example")).isNotDone();
    }

    @Test
    void whoHasHadAnAnswerGoesOnWithItWhereThereIsNoRoomForTheNextOne() throws Exception {
        var before = found("gp-1", "hook.example");
        askForSilentNames("gp-1", MANY);

        for (var second = 31; second < 60; second++) {
            pass(Duration.ofSeconds(second == 31 ? 31 : 1));
            assertThat(guard.check("gp-1", "hook.example")).isCompletedWithValue(before);
        }

        pass(Duration.ofMinutes(5));
        assertThat(found("gp-1", "hook.example").refusal().orElseThrow().detail())
                .isEqualTo("too many name look-ups are waiting");
    }

    @Test
    void theNextAnswerCountsAsSoonAsItIsThere() throws Exception {
        assertThat(found("gp-1", "hook.example").refusal()).isEmpty();
        address = PRIVATE;

        pass(Duration.ofSeconds(31));
        Eventually.holds(
                "it is refused",
                () -> guard.check("gp-1", "hook.example").join().refusal().isPresent());
    }

    private List<CompletableFuture<Checked>> askForSilentNames(String owner, int count) {
        return IntStream.range(0, count)
                .mapToObj(host -> guard.check(owner, host + ".silent.example"))
                .toList();
    }

    private Checked found(String owner, String host) throws Exception {
        return guard.check(owner, host).get(10, TimeUnit.SECONDS);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
