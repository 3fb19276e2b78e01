package org.openmns.broker.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StandstillTest {

    @Test
    void isNoticedByTheTimeThatPassesBetweenTwoLooks() {
        var nanos = new AtomicLong(Long.MAX_VALUE - 1);
        var standstill = new Standstill(Duration.ofSeconds(7), nanos::get);

        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThat(standstill.hasStoodStill()).as("a stall that does no harm").isFalse();
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThat(standstill.hasStoodStill()).as("another one").isFalse();

        nanos.addAndGet(Duration.ofSeconds(8).toNanos());
        assertThat(standstill.hasStoodStill()).isTrue();
    }
}
