package org.openmns.broker.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.subscription.Deliveries.NOON;
import static org.openmns.broker.subscription.Deliveries.outcome;
import static org.openmns.broker.subscription.Deliveries.page;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.openmns.broker.delivery.Outcome.Verdict;
import org.openmns.broker.subscription.LoopEffect.Pass;
import org.openmns.broker.subscription.LoopEffect.TurnOff;
import org.openmns.broker.subscription.SubscriptionState.Live;
import org.openmns.subscription.Subscription.Status;

class SettlementTest {

    private Live live = Deliveries.live(0);
    private final DeliveryLoop loop = Deliveries.loop(live);

    @Test
    void oneThatIsOffStaysOffWhenWhatWasInFlightSucceeds() {
        loop.pageRead(live, Pass.LIVE, page(2, 1, 2), NOON);
        assertThat(attempts()).containsExactly(1L, 2L);

        loop.finished(live, 1, outcome(Verdict.GONE), NOON);
        assertThat(loop.next(live, NOON)).hasAtLeastOneElementOfType(TurnOff.class);
        live = live.checkpointed(loop.checkpoint());
        live = live.turnedOff("gone");
        loop.changed(live);
        loop.finished(live, 2, outcome(Verdict.DELIVERED), NOON);

        assertThat(loop.checkpoint().condition().status()).isEqualTo(Status.OFF);
    }

    @Test
    void oneThatIsOffKeepsNothingThatFailsAfterwards() {
        loop.pageRead(live, Pass.LIVE, page(2, 1, 2), NOON);
        assertThat(attempts()).containsExactly(1L, 2L);

        live = live.turnedOff("gone");
        loop.changed(live);
        loop.finished(live, 1, outcome(Verdict.RETRY), NOON);
        loop.finished(live, 2, outcome(Verdict.GONE), NOON);
        loop.next(live, NOON);

        assertThat(loop.backlog().lanes().size()).isZero();
        assertThat(loop.checkpoint().held().held()).isEmpty();
    }

    @Test
    void whatThisNodeHadNoRoomForIsNoFailureAndIsMadeASecondLaterAsTheSameAttempt() {
        loop.pageRead(live, Pass.LIVE, page(1, 1), NOON);
        assertThat(attempts()).containsExactly(1L);

        for (var round = 1; round <= 30; round++) {
            var then = NOON.plusSeconds(round);
            loop.finished(live, 1, outcome(Verdict.UNMADE), then.minusSeconds(1));
            assertThat(Deliveries.attempts(loop, live, then.minusMillis(1))).isEmpty();
            assertThat(Deliveries.attempts(loop, live, then)).containsExactly(1L);
        }

        var checkpoint = loop.checkpoint();
        assertThat(checkpoint.counts().failedAttempts()).isZero();
        assertThat(checkpoint.condition().failures()).isEqualTo(Condition.Failures.NONE);
        assertThat(checkpoint.condition().lastError()).isEmpty();
    }

    @Test
    void oneThatFindsNoRoomAsksForLessAtOnce() {
        loop.pageRead(live, Pass.LIVE, page(3, 1, 2, 3), NOON);
        assertThat(attempts()).containsExactly(1L, 2L, 3L);

        List.of(1L, 2L, 3L).forEach(offset -> loop.finished(live, offset, outcome(Verdict.UNMADE), NOON));

        assertThat(Deliveries.attempts(loop, live, NOON.plusSeconds(1))).hasSize(1);
    }

    @Test
    void nothingElseStartsInThePlaceOfOneThatFoundNoRoomAndNothingIsWrittenDown() {
        loop.pageRead(live, Pass.LIVE, page(3, 1, 2, 3), NOON);
        assertThat(attempts()).containsExactly(1L, 2L, 3L);
        List.of(1L, 2L, 3L).forEach(offset -> loop.finished(live, offset, outcome(Verdict.UNMADE), NOON));

        assertThat(attempts()).isEmpty();
        assertThat(loop.isDirty()).isFalse();
        assertThat(loop.checkpoint().held().held()).isEmpty();
    }

    private List<Long> attempts() {
        return Deliveries.attempts(loop, live, NOON);
    }
}
