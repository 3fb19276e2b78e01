package org.openmns.broker.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.subscription.Deliveries.NOON;
import static org.openmns.broker.subscription.Deliveries.pending;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.openmns.broker.subscription.LoopLimits.CheckpointRhythm;
import org.openmns.subscription.SubscriptionReply.Counts;

class UnsavedTest {

    private static final CheckpointRhythm RHYTHM =
            new CheckpointRhythm(500, Duration.ofSeconds(1), Duration.ofMillis(100));
    private static final Counts DELIVERED = new Counts(1, 0, 0, 0, 0);

    private final Unsaved unsaved = new Unsaved();

    @Test
    void withoutAnOutcomeNothingIsDue() {
        assertThat(unsaved.isDue(RHYTHM, true, Instant.MAX)).isFalse();
        assertThat(unsaved.dueAt(RHYTHM, true)).isEqualTo(Instant.MAX);
    }

    @Test
    void isDueAtFiveHundredOutcomesWhateverTheTime() {
        for (var outcome = 1; outcome < 500; outcome++) {
            unsaved.count(DELIVERED, NOON);
        }
        assertThat(unsaved.isDue(RHYTHM, false, NOON)).isFalse();

        unsaved.count(DELIVERED, NOON);

        assertThat(unsaved.isDue(RHYTHM, false, NOON)).isTrue();
    }

    @Test
    void isDueASecondAfterTheFirstOutcomeWhileOthersAreInFlight() {
        unsaved.count(DELIVERED, NOON);
        unsaved.count(DELIVERED, NOON.plusMillis(950));

        assertThat(unsaved.isDue(RHYTHM, false, NOON.plusMillis(999))).isFalse();
        assertThat(unsaved.isDue(RHYTHM, false, NOON.plusMillis(1_000))).isTrue();
    }

    @Test
    void isDueATenthOfASecondAfterTheLastOutcomeOnceNothingIsInFlight() {
        unsaved.count(DELIVERED, NOON);
        unsaved.count(DELIVERED, NOON.plusMillis(300));

        assertThat(unsaved.dueAt(RHYTHM, true)).isEqualTo(NOON.plusMillis(400));
        assertThat(unsaved.dueAt(RHYTHM, false)).isEqualTo(NOON.plusMillis(1_000));
    }

    @Test
    void whatWasHeldAndSettledBetweenTwoCheckpointsOnlyLeaves() {
        var lanes = new Lanes();
        var waits = pending(1, 7);
        waits.held = true;
        lanes.add(waits);
        unsaved.held(1, NOON);
        unsaved.held(2, NOON);
        unsaved.heldSettled(2);

        var change = unsaved.heldChange(lanes);

        assertThat(change.held()).containsOnlyKeys(1L);
        assertThat(change.settled()).containsExactly(2L);
    }

    @Test
    void isEmptyAgainOnceItIsWritten() {
        unsaved.count(DELIVERED, NOON);
        unsaved.held(1, NOON);

        unsaved.clear();

        assertThat(unsaved.isEmpty()).isTrue();
        assertThat(unsaved.counts()).isEqualTo(Counts.ZERO);
        assertThat(unsaved.heldChange(new Lanes()).held()).isEmpty();
    }
}
