package org.openmns.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.openmns.subscription.SubscriptionId;
import org.openmns.topic.TopicCommand.Progress;

class FollowersTest {

    private static final SubscriptionId ONE = new SubscriptionId(new UUID(1, 1));
    private static final SubscriptionId TWO = new SubscriptionId(new UUID(2, 2));
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private final Followers followers = new Followers(new TopicState(100, 10, 100, Map.of()), MINUTE, NOON);

    @Test
    void whoHasSettledAllItWasNotifiedOfIsForgotten() {
        followers.notified(ONE, 110, 100, NOON);
        assertThat(followers.previous(ONE)).isEqualTo(110);

        followers.progress(new Progress(ONE, 110, false, NOON), 110, NOON);

        assertThat(followers.size()).isZero();
        assertThat(followers.previous(ONE)).isZero();
    }

    @Test
    void theMarkStopsBeforeWhatIsUnsettledAndMovesToTheHeadOnceAllIsSettled() {
        followers.notified(ONE, 110, 100, NOON);
        followers.notified(TWO, 120, 110, NOON);

        assertThat(followers.marks(120, NOON).settledThrough()).isEqualTo(100);
        followers.progress(new Progress(ONE, 110, false, NOON), 120, NOON);
        assertThat(followers.marks(120, NOON).settledThrough()).isEqualTo(110);
        followers.progress(new Progress(TWO, 120, false, NOON), 120, NOON);
        assertThat(followers.marks(120, NOON).settledThrough()).isEqualTo(120);
    }

    @Test
    void whoHasNotMovedForAMinuteIsListedAsLaggingSoThatTheMarkKeepsUp() {
        followers.notified(ONE, 110, 100, NOON);
        var later = NOON.plus(MINUTE).plusSeconds(1);

        var marks = followers.marks(110, later);

        assertThat(marks.settledThrough()).isEqualTo(110);
        assertThat(marks.lagging()).containsExactly(Map.entry(ONE.value(), 100L));
    }

    @Test
    void whoWasListedAndCaughtUpIsStruckFromTheList() {
        followers.notified(ONE, 110, 100, NOON);
        followers.progress(new Progress(ONE, 100, true, NOON), 110, NOON);
        assertThat(followers.marks(110, NOON).lagging()).containsKey(ONE.value());

        followers.progress(new Progress(ONE, 110, false, NOON), 110, NOON);

        assertThat(followers.marks(110, NOON).caughtUp()).containsExactly(ONE.value());
    }

    @Test
    void whoLagsIsSentNoBodiesUntilItRejoins() {
        followers.notified(ONE, 110, 100, NOON);
        followers.progress(new Progress(ONE, 100, true, NOON), 110, NOON);
        assertThat(followers.pulls(ONE)).isTrue();

        followers.rejoined(ONE, NOON);

        assertThat(followers.pulls(ONE)).isFalse();
    }

    @Test
    void whoIsBehindAndSilentIsNudgedOnceAnIntervalButNotBeforeItsWakeTime() {
        followers.notified(ONE, 110, 100, NOON);
        followers.notified(TWO, 110, 100, NOON);
        followers.progress(new Progress(TWO, 100, false, NOON.plusSeconds(3_600)), 110, NOON);

        assertThat(followers.nudges(SILENCE, 10, NOON.plusSeconds(9))).isEmpty();
        assertThat(followers.nudges(SILENCE, 10, NOON.plusSeconds(10))).containsExactly(ONE);
        assertThat(followers.nudges(SILENCE, 10, NOON.plusSeconds(11))).isEmpty();
        assertThat(followers.nudges(SILENCE, 10, NOON.plusSeconds(3_600))).containsExactlyInAnyOrder(ONE, TWO);
    }

    @Test
    void atMostSoManyAreNudgedAtOnceAndTheOthersNext() {
        followers.notified(ONE, 110, 100, NOON);
        followers.notified(TWO, 110, 100, NOON);
        var later = NOON.plus(SILENCE);

        var first = followers.nudges(SILENCE, 1, later);
        var second = followers.nudges(SILENCE, 1, later);

        assertThat(first).hasSize(1).doesNotContainAnyElementsOf(second);
        assertThat(second).hasSize(1);
    }

    @Test
    void whoGoesBackForAReplayIsRememberedAsBehind() {
        followers.progress(new Progress(ONE, 40, false, NOON), 100, NOON);

        assertThat(followers.size()).isEqualTo(1);
        assertThat(followers.marks(100, NOON).lagging()).containsExactly(Map.entry(ONE.value(), 40L));
    }

    @Test
    void aNewEventCancelsTheWakeTimeSaidOfThoseBefore() {
        followers.notified(ONE, 110, 100, NOON);
        followers.progress(new Progress(ONE, 100, false, NOON.plusSeconds(3_600)), 110, NOON);

        followers.notified(ONE, 120, 110, NOON);

        assertThat(followers.nudges(SILENCE, 10, NOON.plus(SILENCE))).containsExactly(ONE);
    }

    @Test
    void afterARestartWhoLaggedIsTakenUpWhereItWasAndNudgedAtOnce() {
        var restarted = new Followers(new TopicState(110, 11, 110, Map.of(ONE.value(), 90L)), MINUTE, NOON);

        assertThat(restarted.base(ONE)).isEqualTo(90);
        assertThat(restarted.base(TWO)).isEqualTo(110);
        assertThat(restarted.pulls(ONE)).isTrue();
        assertThat(restarted.nudges(SILENCE, 10, NOON)).containsExactly(ONE);
    }
}
