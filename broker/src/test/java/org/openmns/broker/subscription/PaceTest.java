package org.openmns.broker.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.subscription.Deliveries.NOON;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final int MAX = 8;

    private final Pace pace = new Pace(MAX);

    @Test
    void letsAsManyStartAsTheWindowHolds() {
        assertThat(pace.allows(7, MAX, NOON)).isTrue();
        assertThat(pace.allows(8, MAX, NOON)).isFalse();
    }

    @Test
    void halvesWithEachOverloadButLetsOneThrough() {
        pace.overloaded();
        assertThat(window()).isEqualTo(4);

        for (var time = 0; time < 10; time++) {
            pace.overloaded();
        }
        assertThat(window()).isEqualTo(1);

        pace.succeeded(MAX);
        assertThat(window()).as("grows from one, however often it was halved").isEqualTo(2);
    }

    @Test
    void growsBackByOneForEachWholeWindowThatSucceeded() {
        pace.overloaded();

        for (var success = 0; success < 5; success++) {
            pace.succeeded(MAX);
        }
        assertThat(window()).as("a little above five, rounded up").isEqualTo(6);

        for (var success = 0; success < 100; success++) {
            pace.succeeded(MAX);
        }
        assertThat(window()).isEqualTo(MAX);
    }

    @Test
    void startsOverWithOneAfterAnOutage() {
        pace.startOver();

        assertThat(window()).isEqualTo(1);
    }

    @Test
    void obeysTheLongestWaitThatTheEndpointAskedFor() {
        pace.holdUntil(NOON.plusSeconds(30));
        pace.holdUntil(NOON.plusSeconds(10));

        assertThat(pace.allows(0, MAX, NOON.plusSeconds(29))).isFalse();
        assertThat(pace.allows(0, MAX, NOON.plusSeconds(30))).isTrue();
    }

    @Test
    void startsNoMoreInASecondThanTheRateAllows() {
        var started = 0;
        for (var now = NOON; now.isBefore(NOON.plusSeconds(1)); now = now.plus(Duration.ofMillis(1))) {
            if (pace.allows(0, MAX, now)) {
                pace.started(Optional.of(Duration.ofMillis(50)), now);
                started++;
            }
        }

        assertThat(started).isEqualTo(20);
    }

    @Test
    void anIdleTimeDoesNotSaveUpForABurst() {
        pace.started(Optional.of(Duration.ofSeconds(1)), NOON);
        var later = NOON.plusSeconds(60);

        assertThat(pace.allows(0, MAX, later)).isTrue();
        pace.started(Optional.of(Duration.ofSeconds(1)), later);
        assertThat(pace.allows(0, MAX, later)).isFalse();
    }

    /** How many may be in flight at once. */
    private int window() {
        var inFlight = 0;
        while (pace.hasWindow(inFlight, MAX)) {
            inFlight++;
        }
        return inFlight;
    }
}
