package org.openmns.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openmns.broker.PublishedEvents;
import org.openmns.criteria.Criteria;
import org.openmns.subscription.SubscriptionCommand.Occurrence;

class TailTest {

    private static final Criteria ODD = Criteria.parse("eventType='pds-change-of-gp-2' AND kind='odd'");

    @Test
    void coversWhatCameAfterTheHeadItBeganAt() {
        var tail = new Tail(10, 1 << 20, 5);

        add(tail, 6);

        assertThat(tail.covers(5)).isTrue();
        assertThat(tail.covers(4)).isFalse();
    }

    @Test
    void givesTheMatchingEventsAfterAnOffsetInOrder() {
        var tail = new Tail(10, 1 << 20, 0);
        for (var offset = 1; offset <= 6; offset++) {
            add(tail, offset);
        }

        assertThat(tail.matching(ODD, 1)).extracting(Occurrence::offset).containsExactly(3L, 5L);
    }

    @Test
    void letsGoOfTheOldestBeyondItsEventsAndNoLongerCoversThem() {
        var tail = new Tail(2, 1 << 20, 0);
        for (var offset = 1; offset <= 5; offset++) {
            add(tail, offset);
        }

        assertThat(tail.covers(3)).isTrue();
        assertThat(tail.covers(2)).isFalse();
        assertThat(tail.matching(ODD, 3)).extracting(Occurrence::offset).containsExactly(5L);
    }

    @Test
    void letsGoOfTheOldestBeyondItsBytesButKeepsTheNewest() {
        var tail = new Tail(10, 2_000, 0);
        tail.add(new Occurrence(1, PublishedEvents.ofBytes(900, "1")));
        tail.add(new Occurrence(2, PublishedEvents.ofBytes(5_000, "2")));

        assertThat(tail.covers(0)).isFalse();
        assertThat(tail.covers(1)).isTrue();
    }

    private static void add(Tail tail, long offset) {
        var kind = offset % 2 == 0 ? "even" : "odd";
        tail.add(new Occurrence(offset, PublishedEvents.with("kind", kind, "event-" + offset)));
    }
}
