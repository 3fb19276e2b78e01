package org.openmns.broker.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.openmns.broker.subscription.Held.Origin;
import org.openmns.broker.subscription.Held.Tries;

class LanesInsertionTest {

    private static final long LANE = 7;

    private final Lanes lanes = new Lanes();

    @Test
    void aLaneGoesOnWhenOlderDeliveriesWereAddedAroundItsWaitingHead() {
        var head = added(10);
        lanes.start(0);
        var between = added(5);
        head.tries = new Tries(1, 1, Instant.EPOCH, Instant.ofEpochMilli(100));
        lanes.retry(head);

        var later = added(7);

        assertThat(lanes.start(0)).contains(between);
        lanes.settle(between);
        assertThat(lanes.start(0)).contains(later);
        lanes.settle(later);
        assertThat(lanes.start(0)).isEmpty();
        assertThat(lanes.start(100)).contains(head);
    }

    @Test
    void anOlderDeliveryStartsBeforeAHeadThatHasNotStarted() {
        added(10);
        var older = added(5);

        assertThat(lanes.start(0)).contains(older);
        assertThat(lanes.start(0)).isEmpty();
    }

    private Pending added(long offset) {
        var pending = new Pending(offset, LANE, Origin.LOG, null);
        lanes.add(pending);
        return pending;
    }
}
