package org.openmns.broker.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.subscription.Deliveries.NOON;
import static org.openmns.broker.subscription.Deliveries.pending;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LanesTest {

    private static final long NOW = NOON.toEpochMilli();

    private final Lanes lanes = new Lanes();

    @Test
    void deliveriesOfOneLaneStartOneAfterTheOtherInTheOrderOfTheirOffsets() {
        add(1, 7);
        add(2, 7);

        var first = lanes.start(NOW).orElseThrow();
        assertThat(first.offset).isEqualTo(1);
        assertThat(lanes.start(NOW)).isEmpty();
        lanes.settle(first);

        assertThat(started()).containsExactly(2L);
    }

    @Test
    void deliveriesOfDifferentLanesAndThoseWithoutALaneStartTogether() {
        add(1, 7);
        add(2, 8);
        add(3, Pending.NO_LANE);
        add(4, Pending.NO_LANE);

        assertThat(started()).containsExactly(1L, 2L, 3L, 4L);
        assertThat(lanes.inFlight()).isEqualTo(4);
    }

    @Test
    void aRetryHoldsBackItsOwnLaneOnly() {
        add(1, 7);
        add(2, 7);
        add(3, 8);
        var first = lanes.start(NOW).orElseThrow();

        first.tries = Deliveries.due(NOON.plusSeconds(5));
        lanes.retry(first);

        assertThat(started()).containsExactly(3L);
        assertThat(lanes.nextDueMillis()).hasValue(NOW + 5_000);
        assertThat(lanes.start(NOW + 5_000)).hasValue(first);
    }

    @Test
    void aRedrivenDeliveryGoesBeforeLaterOnesOfItsLaneButBehindTheOneInFlight() {
        add(5, 7);
        add(6, 7);
        var inFlight = lanes.start(NOW).orElseThrow();

        add(2, 7);
        lanes.settle(inFlight);

        var next = lanes.start(NOW).orElseThrow();
        assertThat(next.offset).isEqualTo(2);
        lanes.settle(next);
        assertThat(started()).containsExactly(6L);
    }

    @Test
    void aRedrivenDeliveryDisplacesAHeadThatHasNotStarted() {
        add(5, 7);

        add(2, 7);

        assertThat(started()).containsExactly(2L);
    }

    @Test
    void whatIsSettledWithoutHavingStartedNeverStarts() {
        add(1, 7);
        add(2, 7);

        lanes.settle(
                lanes.all().stream().filter(each -> each.offset == 1).findAny().orElseThrow());

        assertThat(started()).containsExactly(2L);
        assertThat(lanes.size()).isEqualTo(1);
    }

    @Test
    void whateverTheOrderOfOutcomesEachIsSettledOnceAndNoLaneOvertakesItself() {
        for (var seed = 1L; seed <= 200; seed++) {
            runToTheEnd(seed);
        }
    }

    private static void runToTheEnd(long seed) {
        var random = new SplittableRandom(seed);
        var lanes = new Lanes();
        for (var offset = 1L; offset <= 40; offset++) {
            lanes.add(pending(offset, random.nextLong(4)));
        }
        var now = NOW;
        var inFlight = new ArrayList<Pending>();
        var last = new HashMap<Long, Long>();
        while (lanes.size() > 0) {
            now += 100;
            for (var next = lanes.start(now); next.isPresent(); next = lanes.start(now)) {
                inFlight.add(next.get());
            }
            assertThat(inFlight.stream()
                            .filter(each -> each.lane != Pending.NO_LANE)
                            .map(each -> each.lane))
                    .as("seed %s", seed)
                    .doesNotHaveDuplicates();
            if (!inFlight.isEmpty()) {
                finish(lanes, inFlight.remove(random.nextInt(inFlight.size())), random, now, last, seed);
            }
        }
        assertThat(lanes.inFlight()).as("seed %s", seed).isZero();
    }

    private static void finish(
            Lanes lanes, Pending pending, SplittableRandom random, long now, Map<Long, Long> last, long seed) {
        if (random.nextInt(4) == 0) {
            pending.tries = Deliveries.due(Instant.ofEpochMilli(now + random.nextInt(1_000)));
            lanes.retry(pending);
            return;
        }
        lanes.settle(pending);
        var before = last.put(pending.lane, pending.offset);
        if (before != null && pending.lane != Pending.NO_LANE) {
            assertThat(pending.offset).as("seed %s", seed).isGreaterThan(before);
        }
    }

    private void add(long offset, long lane) {
        lanes.add(pending(offset, lane));
    }

    private List<Long> started() {
        var started = new ArrayList<Long>();
        for (var next = lanes.start(NOW); next.isPresent(); next = lanes.start(NOW)) {
            started.add(next.get().offset);
        }
        return started;
    }
}
