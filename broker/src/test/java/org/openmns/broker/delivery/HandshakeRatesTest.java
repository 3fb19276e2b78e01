package org.openmns.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.openmns.config.HandshakeSettings.PerHost;

/** How often a host is asked that may know nothing of it. */
class HandshakeRatesTest {

    private static final String HOST = "hook.gp.example";

    private final Hand clock = new Hand();
    private final HandshakeRates rates = new HandshakeRates(new PerHost(10, 20), clock);

    /** Turned by the test. */
    private static final class Hand implements TimeMeter {
        private long nanos;

        void pass(Duration time) {
            nanos += time.toNanos();
        }

        @Override
        public long currentTimeNanos() {
            return nanos;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }

    @Test
    void aHostIsAskedABurstAtOnceAndThenSoManyASecondWhoeverHasItAsked() {
        assertThat(admitted("gp-1", HOST, 15)).isEqualTo(15);
        assertThat(admitted("gp-2", "HOOK.gp.example.", 100)).isEqualTo(5);

        clock.pass(Duration.ofSeconds(1));
        assertThat(admitted("gp-1", HOST, 100)).isEqualTo(10);
    }

    @Test
    void anotherHostIsAskedMeanwhile() {
        admitted("gp-1", HOST, 100);

        assertThat(admitted("gp-1", "other.gp.example", 20)).isEqualTo(20);
    }

    @Test
    void oneThatAgreedIsAskedByTheSameApplicationAsOftenAsItLikesForAnHour() {
        rates.agreed("gp-1", "Hook.gp.example");

        assertThat(admitted("gp-1", HOST, 1_000)).isEqualTo(1_000);
        assertThat(admitted("gp-2", HOST, 1_000)).isEqualTo(20);

        clock.pass(Duration.ofMinutes(61));
        assertThat(admitted("gp-1", HOST, 1_000)).isEqualTo(20);
    }

    private long admitted(String owner, String host, int times) {
        return IntStream.range(0, times)
                .filter(time -> rates.admit(owner, host))
                .count();
    }
}
