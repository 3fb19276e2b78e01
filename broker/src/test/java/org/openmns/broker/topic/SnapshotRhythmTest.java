package org.openmns.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openmns.broker.PublishedEvents;
import org.openmns.broker.topic.TopicFact.EventsPublished;
import org.openmns.broker.topic.TopicFact.MarksChange;
import org.openmns.broker.topic.TopicFact.Settled;

class SnapshotRhythmTest {

    private static final MarksChange NO_CHANGE = new MarksChange(0, Map.of(), List.of());

    @Test
    void aSnapshotIsDueAfterSoManyBytesOfEventsAndThenNotUntilAsManyMore() {
        var rhythm = new SnapshotRhythm(3_000);

        assertThat(rhythm.isDueAfter(row())).isFalse();
        assertThat(rhythm.isDueAfter(row())).isTrue();
        assertThat(rhythm.isDueAfter(row())).isFalse();
        assertThat(rhythm.isDueAfter(new Settled(NO_CHANGE))).isFalse();
        assertThat(rhythm.isDueAfter(row())).isTrue();
    }

    /** Of 1,512 bytes, as limits count them. */
    private static EventsPublished row() {
        return new EventsPublished(1, 0, Instant.EPOCH, NO_CHANGE, List.of(PublishedEvents.ofBytes(1_000, "one")));
    }
}
