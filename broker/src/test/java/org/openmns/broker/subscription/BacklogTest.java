package org.openmns.broker.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.subscription.Deliveries.NOON;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.openmns.broker.PublishedEvents;
import org.openmns.broker.subscription.LoopLimits.Window;
import org.openmns.subscription.Subscription;
import org.openmns.subscription.SubscriptionCommand.Occurrence;

class BacklogTest {

    private static final Subscription SUBSCRIPTION = Deliveries.subscription(Duration.ofSeconds(5));

    /** Invariant 5: memory per subscription is bounded by configuration. */
    @Test
    void takesNoMoreEventsThanItsWindowHoweverManyMatch() {
        var backlog = backlog(new Window(10, 1 << 20, 100));

        assertThat(take(backlog, events(1, 1_000), true)).isFalse();

        assertThat(backlog.lanes().size()).isEqualTo(10);
        assertThat(backlog.live().received()).as("the log keeps the rest").isEqualTo(10);
    }

    @Test
    void takesNoMoreBytesThanItsWindowButAlwaysOneEvent() {
        var backlog = backlog(new Window(1_000, 3_000, 100));
        var large = LongStream.rangeClosed(1, 5)
                .mapToObj(offset -> new Occurrence(offset, PublishedEvents.ofBytes(10_000, "event-" + offset)))
                .toList();

        assertThat(take(backlog, large, true)).isFalse();

        assertThat(backlog.lanes().size()).isEqualTo(1);
    }

    @Test
    void withTheEndpointDownTakesOnlyWhatAProbeNeeds() {
        var backlog = backlog(new Window(10, 1 << 20, 100));

        take(backlog, events(1, 5), false);

        assertThat(backlog.lanes().size()).isEqualTo(1);
    }

    @Test
    void takesOnFromWhereItHadToStopOnceThereIsRoom() {
        var backlog = backlog(new Window(2, 1 << 20, 100));
        take(backlog, events(1, 4), true);

        backlog.lanes().start(NOON.toEpochMilli()).ifPresent(backlog::settle);
        take(backlog, events(1, 4), true);

        assertThat(backlog.lanes().all()).extracting(pending -> pending.offset).containsExactlyInAnyOrder(2L, 3L);
    }

    private static Backlog backlog(Window window) {
        return new Backlog(Deliveries.live(0).place(), window, new Unsaved());
    }

    private static boolean take(Backlog backlog, List<Occurrence> events, boolean endpointUp) {
        return backlog.take(SUBSCRIPTION, events, endpointUp, NOON);
    }

    private static List<Occurrence> events(long from, long through) {
        return LongStream.rangeClosed(from, through)
                .mapToObj(offset -> new Occurrence(offset, PublishedEvents.event("event-" + offset)))
                .toList();
    }
}
