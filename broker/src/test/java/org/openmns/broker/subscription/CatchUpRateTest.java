package org.openmns.broker.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.openmns.broker.subscription.Deliveries.NOON;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.openmns.broker.subscription.LoopLimits.CatchUp;

class CatchUpRateTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int MIN = 1_000;

    private double busy = 1;
    private final CatchUpRate rate = new CatchUpRate(new CatchUp(Duration.ofSeconds(5), 0.7, MIN), () -> busy);
    private Instant now = NOON;

    @Test
    void whatWasWrittenLongerAgoThanTheLimitIsFarBehind() {
        assertThat(rate.isFarBehind(NOON.minusSeconds(5), NOON)).isFalse();
        assertThat(rate.isFarBehind(NOON.minusSeconds(5).minusNanos(1), NOON)).isTrue();
    }

    @Test
    void grantsWithoutLimitWhileNobodyIsLive() {
        for (var each = 0; each < 1_000; each++) {
            assertThat(rate.grant(now).from()).isEqualTo(now);
        }
    }

    @Test
    void givesWayToOneThatIsLiveButNeverBelowItsMinimum() {
        rate.live();

        assertThat(grantedIn(SECOND)).isCloseTo(MIN, within(2 * CatchUpRate.GRANT));
    }

    @Test
    void isNoSlowerThanTheLiveOnes() {
        for (var tenth = 0; tenth < 50; tenth++) {
            for (var each = 0; each < 800; each++) {
                rate.live();
            }
            now = now.plusMillis(100);
            rate.grant(now);
        }

        assertThat(grantedWhile(800)).isCloseTo(8_000, within(800));
    }

    @Test
    void growsWhileTheProcessorsHaveTimeAndShrinksWhereTheyHaveNone() {
        rate.live();
        grantedIn(SECOND);
        busy = 0.3;
        var free = settled();
        assertThat(free).isGreaterThan(5 * MIN);

        busy = 0.7;
        assertThat(settled()).isCloseTo(grantedIn(SECOND), within(100));

        busy = 1;
        assertThat(settled()).isCloseTo(MIN, within(2 * CatchUpRate.GRANT));
    }

    @Test
    void limitsNobodyWhereTheProcessorsCannotBeSeen() {
        busy = Double.NaN;
        rate.live();

        assertThat(grantedIn(SECOND)).isGreaterThan(100 * MIN);
    }

    @Test
    void endsItsLimitSomeTimeAfterTheLastLiveDelivery() {
        rate.live();
        rate.grant(now);
        now = now.plus(CatchUpRate.LIVE_FOR).minusMillis(1);
        var limited = rate.grant(now.minusMillis(1));
        for (var each = 0; each < 100; each++) {
            limited = rate.grant(now);
        }
        assertThat(limited.from()).isAfter(now);

        now = now.plus(CatchUpRate.SAMPLE).plusMillis(2);
        assertThat(rate.grant(now).from()).isEqualTo(now);
    }

    @Test
    void makesUpForATimerThatWentOffLateButNotForALongRest() {
        rate.live();
        rate.grant(now);
        now = now.plus(SECOND);

        var atOnce = 0;
        while (!rate.grant(now).from().isAfter(now)) {
            atOnce += CatchUpRate.GRANT;
        }
        assertThat(atOnce).isLessThanOrEqualTo(2 * CatchUpRate.GRANT);
    }

    /** How many a second it grants once it has found its pace. */
    private int settled() {
        for (var second = 0; second < 4; second++) {
            rate.live();
            grantedIn(SECOND);
        }
        return grantedIn(SECOND);
    }

    private int grantedWhile(int livePerTenth) {
        var granted = 0;
        for (var tenth = 0; tenth < 10; tenth++) {
            for (var each = 0; each < livePerTenth; each++) {
                rate.live();
            }
            granted += grantedIn(Duration.ofMillis(100));
        }
        return granted;
    }

    /** What one subscription may start that always has something to deliver. */
    private int grantedIn(Duration time) {
        var end = now.plus(time);
        var granted = 0;
        while (true) {
            var grant = rate.grant(now);
            if (!grant.from().isBefore(end)) {
                now = end;
                return granted;
            }
            now = grant.from().isAfter(now) ? grant.from() : now.plusNanos(100_000);
            granted += grant.count();
        }
    }
}
