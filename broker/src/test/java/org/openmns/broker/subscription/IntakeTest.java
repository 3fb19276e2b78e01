package org.openmns.broker.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.subscription.Deliveries.NOON;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.openmns.broker.PublishedEvents;
import org.openmns.subscription.SubscriptionCommand.Notify;
import org.openmns.subscription.SubscriptionCommand.Occurrence;

class IntakeTest {

    private final Intake intake = new Intake();

    @Test
    void beginsByAskingTheTopicToBePushed() {
        assertThat(intake.isPulling()).isTrue();
        assertThat(intake.wantsToRejoin(0, NOON)).isTrue();

        intake.asked(NOON);

        assertThat(intake.isLagging()).as("the topic may send bodies again").isFalse();
        assertThat(intake.wantsToRejoin(0, NOON.plusMillis(999))).isFalse();
        assertThat(intake.wantsToRejoin(0, NOON.plus(Intake.REJOIN_AGAIN))).isTrue();
    }

    @Test
    void aNotificationContinuesWhereNothingWasLostBeforeIt() {
        assertThat(Intake.continues(new Notify(0, 0, List.of(), 9), 0)).isTrue();
        assertThat(Intake.continues(new Notify(0, 5, List.of(), 9), 5)).isTrue();
        assertThat(Intake.continues(new Notify(0, 5, List.of(), 9), 7)).isTrue();
        assertThat(Intake.continues(new Notify(0, 5, List.of(), 9), 4)).isFalse();
    }

    @Test
    void readsPagesUpToWhatIsKnownToMatchAndThenAsksToBePushed() {
        intake.learn(notification(10, 20));

        assertThat(intake.wantsPage(5)).isTrue();
        intake.startedReading();
        assertThat(intake.wantsPage(5)).as("one page at a time").isFalse();
        intake.stoppedReading();

        assertThat(intake.wantsPage(20)).isFalse();
        assertThat(intake.wantsToRejoin(20, NOON)).isTrue();
    }

    @Test
    void learnsFromANotificationThatItDoesNotTakeAndNeverUnlearns() {
        intake.learn(notification(10, 20));
        intake.learn(notification(8, 9));

        assertThat(intake.known()).isEqualTo(20);
        assertThat(intake.base()).isEqualTo(10);
    }

    @Test
    void pushedItReadsNothing() {
        intake.learn(notification(10, 20));

        intake.push();

        assertThat(intake.wantsPage(0)).isFalse();
        assertThat(intake.wantsToRejoin(20, NOON)).isFalse();
    }

    @Test
    void toPullIsNewsToTheTopicOnlyTheFirstTime() {
        intake.push();

        assertThat(intake.pull()).isTrue();
        assertThat(intake.pull()).isFalse();
    }

    private static Notify notification(long base, long offset) {
        return new Notify(base, 0, List.of(new Occurrence(offset, PublishedEvents.event("one"))), offset);
    }
}
