package org.openmns.broker.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.subscription.Deliveries.NOON;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.openmns.broker.subscription.LoopLimits.CatchUp;
import org.openmns.broker.topic.TopicLog.Page;

class CatchUpTurnTest {

    private final CatchUpRate rate = new CatchUpRate(new CatchUp(Duration.ofSeconds(5), 0.7, 1_000), () -> 1);
    private final CatchUpTurn behind = new CatchUpTurn(rate);
    private final CatchUpTurn live = new CatchUpTurn(rate);

    @Test
    void oneThatIsLiveNeverWaits() {
        for (var each = 0; each < 1_000; each++) {
            assertThat(live.startableAt(NOON)).isBeforeOrEqualTo(NOON);
            live.started();
        }
    }

    @Test
    void oneThatIsFarBehindWaitsOnceItsGrantIsUsed() {
        live.started();
        behind.read(written(NOON.minusSeconds(60)), NOON);

        assertThat(startedAt(NOON)).isBetween(CatchUpRate.GRANT, 2 * CatchUpRate.GRANT);
        assertThat(behind.startableAt(NOON)).isBetween(NOON.plusMillis(1), NOON.plusMillis(200));
    }

    @Test
    void oneThatHasCaughtUpIsLive() {
        live.started();
        behind.read(written(NOON.minusSeconds(60)), NOON);
        startedAt(NOON);

        behind.read(written(NOON.minusSeconds(1)), NOON);
        assertThat(behind.startableAt(NOON)).isBeforeOrEqualTo(NOON);
    }

    @Test
    void aPageWithoutEventsSaysNothing() {
        live.started();
        behind.read(written(NOON.minusSeconds(60)), NOON);
        behind.read(new Page(List.of(), 9, Optional.empty()), NOON);
        startedAt(NOON);

        assertThat(behind.startableAt(NOON)).isAfter(NOON);
        behind.caughtUp();
        assertThat(behind.startableAt(NOON)).isBeforeOrEqualTo(NOON);
    }

    private int startedAt(Instant now) {
        var started = 0;
        while (!behind.startableAt(now).isAfter(now) && started < 10_000) {
            behind.started();
            started++;
        }
        return started;
    }

    private static Page written(Instant at) {
        return new Page(List.of(), 1, Optional.of(at));
    }
}
