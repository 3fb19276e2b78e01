package org.openmns.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryScheduleTest {

    private static final Duration WEEK = Duration.ofDays(7);
    private static final RetrySchedule SCHEDULE = new RetrySchedule(
            List.of(Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofHours(10)), WEEK);

    @ParameterizedTest
    @CsvSource({"1, 0, PT10S", "2, 0, PT1M", "4, 0, PT10H", "1, 1, PT12S", "1, -1, PT8S", "2, 0.5, PT66S"})
    void eachFailureWaitsItsStepOfTheScheduleAFifthMoreOrLess(int step, double jitter, Duration wait) {
        assertThat(SCHEDULE.backoffAfter(step, jitter)).hasValue(wait);
    }

    @Test
    void afterTheLastWaitThereIsNoOtherAttempt() {
        assertThat(SCHEDULE.backoffAfter(5, 0)).isEmpty();
        assertThat(new RetrySchedule(List.of(), WEEK).backoffAfter(1, 0)).isEmpty();
    }

    @Test
    void anAnswerThatGivesLittleHopeStartsInTheSlowHalf() {
        assertThat(SCHEDULE.slowStep()).isEqualTo(2);
        assertThat(SCHEDULE.backoffAfter(SCHEDULE.slowStep() + 1, 0)).hasValue(Duration.ofHours(1));
    }

    @Test
    void probesFollowTheScheduleAndStayAtItsLongestWait() {
        assertThat(SCHEDULE.probeAfter(1, 0)).isEqualTo(Duration.ofSeconds(10));
        assertThat(SCHEDULE.probeAfter(99, 0)).isEqualTo(Duration.ofHours(10));
        assertThat(new RetrySchedule(List.of(), WEEK).probeAfter(1, 0)).isEqualTo(WEEK);
    }

    @Test
    void aWaitIsNeverZeroHoweverShort() {
        var shortest = new RetrySchedule(List.of(Duration.ofNanos(1)), WEEK);

        assertThat(shortest.backoffAfter(1, -1)).hasValue(Duration.ofMillis(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S"})
    void refusesAWaitThatIsNone(Duration wait) {
        assertThatThrownBy(() -> new RetrySchedule(List.of(wait), WEEK)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RetrySchedule(List.of(), wait)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesMoreRetriesThanAreSensible() {
        var tooMany = Collections.nCopies(RetrySchedule.RETRIES_MAX + 1, Duration.ofSeconds(1));

        assertThatThrownBy(() -> new RetrySchedule(tooMany, WEEK)).isInstanceOf(IllegalArgumentException.class);
    }
}
