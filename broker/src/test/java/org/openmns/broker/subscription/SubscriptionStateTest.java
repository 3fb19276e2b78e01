package org.openmns.broker.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.subscription.Deliveries.NOON;
import static org.openmns.broker.subscription.Deliveries.live;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.openmns.broker.subscription.Held.Origin;
import org.openmns.broker.subscription.Held.Tries;
import org.openmns.broker.subscription.SubscriptionFact.Checkpointed;
import org.openmns.broker.subscription.SubscriptionFact.HeldChange;
import org.openmns.broker.subscription.SubscriptionState.Absent;
import org.openmns.broker.subscription.SubscriptionState.Live;
import org.openmns.broker.subscription.SubscriptionState.Replaying;
import org.openmns.subscription.Secrets;
import org.openmns.subscription.Subscription.Status;
import org.openmns.subscription.SubscriptionReply.Counts;
import org.openmns.subscription.SubscriptionReply.Expiry;

class SubscriptionStateTest {

    private static final Held FROM_LOG = new Held(7, Origin.LOG, Tries.NONE);
    private static final Held FROM_DEAD_LETTERS = new Held(7, Origin.REDRIVE, Tries.NONE);

    @Test
    void startsAtTheHeadThatTheTopicTellsAndLaterAnnouncementsMoveNothing() {
        var fresh = new Absent()
                .subscribed(Deliveries.subscription(Duration.ofSeconds(5)), Secrets.first(Deliveries.SECRET), "me");
        assertThat(fresh.mayDeliver()).isFalse();

        var announced = fresh.announced(50);

        assertThat(announced.mayDeliver()).isTrue();
        assertThat(announced.place().cursor()).isEqualTo(Cursor.at(50));
        assertThat(announced.announced(80).place().cursor()).isEqualTo(Cursor.at(50));
    }

    @Test
    void aCheckpointMovesTheCursorAddsItsCountsAndChangesWhatIsHeld() {
        var held = live(0).checkpointed(checkpoint(10, Map.of(4L, FROM_LOG, 6L, FROM_LOG), List.of()));

        var next = held.checkpointed(checkpoint(20, Map.of(), List.of(4L)));

        assertThat(next.place().cursor().settled()).isEqualTo(20);
        assertThat(next.place().held()).containsOnlyKeys(6L);
        assertThat(next.tally().counts().delivered()).isEqualTo(2);
    }

    @Test
    void whatIsHeldOrReplayedKeepsTheTopicFromTakingItForSettled() {
        var state = live(0).checkpointed(checkpoint(20, Map.of(6L, FROM_LOG), List.of()));
        assertThat(state.place().settledThrough()).isEqualTo(5);

        var replaying = state.replaying(new Replaying(Cursor.at(2), 15));

        assertThat(replaying.place().settledThrough()).isEqualTo(2);
        assertThat(live(20).place().settledThrough()).isEqualTo(20);
    }

    @Test
    void aPauseStopsDeliveriesAndChangesNothingElse() {
        var paused = live(5).paused(true);

        assertThat(paused.mayDeliver()).isFalse();
        assertThat(paused.paused(false)).isEqualTo(live(5));
    }

    @Test
    void turnedOffItGivesUpWhatWaitsAndStartsAnewAtTheHeadOnceChanged() {
        var off = live(0).checkpointed(checkpoint(20, Map.of(6L, FROM_LOG), List.of()))
                .turnedOff("the endpoint answered 410 Gone");
        assertThat(off.isOff()).isTrue();
        assertThat(off.condition().error()).hasValue("the endpoint answered 410 Gone");
        assertThat(off.place().held()).isEmpty();

        var renewed =
                off.changed(Deliveries.subscription(Duration.ofSeconds(5))).announced(90);

        assertThat(renewed.condition().status()).isEqualTo(Status.ACTIVE);
        assertThat(renewed.condition().error()).isEmpty();
        assertThat(renewed.place().cursor()).isEqualTo(Cursor.at(90));
    }

    @Test
    void aChangeIsToBeAnnouncedAgainAndKeepsThePlace() {
        var changed = live(20).changed(Deliveries.subscription(Duration.ofSeconds(9)));

        assertThat(changed.profile().announced()).isFalse();
        assertThat(changed.place()).isEqualTo(live(20).place());
        assertThat(changed.mayDeliver()).isTrue();
    }

    @Test
    void expiryTakesWhatIsHeldFromTheLogButNotWhatIsRedriven() {
        var held = new TreeMap<>(Map.of(4L, FROM_LOG, 6L, FROM_DEAD_LETTERS, 30L, FROM_LOG));
        var state = live(0).checkpointed(checkpoint(5, held, List.of()));

        var expired = state.expired(new Expiry(NOON, 5, 25, 3));

        assertThat(expired.place().held()).containsOnlyKeys(6L, 30L);
        assertThat(expired.place().cursor()).isEqualTo(Cursor.at(25));
        assertThat(expired.tally().counts().expired()).isEqualTo(3);
        assertThat(expired.tally().expired()).hasSize(1);
    }

    @Test
    void allExpiriesAreCountedAndTheLatestTwentyListed() {
        var state = live(0);
        for (var through = 1; through <= 30; through++) {
            state = state.expired(new Expiry(NOON, through - 1, through, 1));
        }

        assertThat(state.tally().counts().expired()).isEqualTo(30);
        assertThat(state.tally().expired())
                .hasSize(20)
                .last()
                .extracting(Expiry::through)
                .isEqualTo(30L);
    }

    @Test
    void aStateToldAsTextNamesNoSecretNoHeaderAndNoEndpoint() {
        assertThat(live(0).toString()).doesNotContain("whsec_", "gp.example");
    }

    @Test
    void endsWhenItsEndHasCome() {
        var subscription = Deliveries.subscription("pds-change-of-gp-2", Optional.of(NOON), Duration.ofSeconds(5));
        Live live = live(0).changed(subscription);

        assertThat(live.hasEnded(NOON.minusMillis(1))).isFalse();
        assertThat(live.hasEnded(NOON)).isTrue();
    }

    private static Checkpointed checkpoint(long settled, Map<Long, Held> held, List<Long> heldSettled) {
        return new Checkpointed(
                Cursor.at(settled),
                new HeldChange(held, heldSettled),
                new Counts(1, 0, 0, 0, 0),
                live(0).condition(),
                Optional.empty());
    }
}
