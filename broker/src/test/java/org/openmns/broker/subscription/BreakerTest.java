package org.openmns.broker.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.subscription.Deliveries.NOON;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.openmns.broker.subscription.Breaker.Position;
import org.openmns.broker.subscription.Condition.Failures;
import org.openmns.subscription.RetrySchedule;

class BreakerTest {

    private static final RetrySchedule SCHEDULE =
            new RetrySchedule(List.of(Duration.ofSeconds(5), Duration.ofSeconds(30)), Duration.ofDays(7));

    private final Breaker closed = Breaker.recovered(3, Failures.NONE);

    @Test
    void opensAfterSoManyFailuresInARow() {
        var twice = failed(failed(closed, NOON), NOON);
        assertThat(twice.isClosed()).isTrue();

        var open = failed(twice, NOON);

        assertThat(open.isClosed()).isFalse();
        assertThat(open.position(NOON)).isEqualTo(Position.OPEN);
        assertThat(open.probeAt()).isEqualTo(NOON.plusSeconds(5));
    }

    @Test
    void aSuccessBetweenThemKeepsItClosed() {
        var breaker = failed(failed(failed(failed(closed, NOON), NOON).succeeded(), NOON), NOON);

        assertThat(breaker.isClosed()).isTrue();
    }

    @Test
    void eachFailedProbeMovesTheNextOneAlongTheScheduleAndStaysAtItsEnd() {
        var open = opened();

        var once = failed(open, open.probeAt());
        var twice = failed(once, once.probeAt());

        assertThat(Duration.between(open.probeAt(), once.probeAt())).isEqualTo(Duration.ofSeconds(30));
        assertThat(Duration.between(once.probeAt(), twice.probeAt())).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void whatWasUnderWayWhenItOpenedDoesNotCountAsAProbe() {
        var open = opened();

        assertThat(failed(open, NOON.plusSeconds(1))).isEqualTo(open);
    }

    @Test
    void isHalfOpenOnceAProbeMayStartAndClosesWithTheFirstSuccess() {
        var open = opened();

        assertThat(open.position(open.probeAt())).isEqualTo(Position.HALF_OPEN);
        assertThat(open.succeeded().position(NOON)).isEqualTo(Position.CLOSED);
    }

    @Test
    void afterARestartAnOpenOneProbesAtOnce() {
        var recovered = Breaker.recovered(3, new Failures(3, Optional.of(NOON)));

        assertThat(recovered.isClosed()).isFalse();
        assertThat(recovered.position(NOON)).isEqualTo(Position.HALF_OPEN);
    }

    private Breaker opened() {
        return failed(failed(failed(closed, NOON), NOON), NOON);
    }

    private static Breaker failed(Breaker breaker, Instant at) {
        return breaker.failed(SCHEDULE, at, 0);
    }
}
