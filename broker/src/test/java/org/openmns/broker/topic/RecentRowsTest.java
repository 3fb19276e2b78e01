package org.openmns.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openmns.broker.PublishedEvents;
import org.openmns.broker.topic.TopicFact.MarksChange;
import org.openmns.broker.topic.TopicFact.Settled;
import org.openmns.event.TopicName;

class RecentRowsTest {

    private static final TopicName TOPIC = PublishedEvents.TYPE;
    private static final TopicFact ROW = new Settled(new MarksChange(0, Map.of(), List.of()));

    private long now;
    private final RecentRows rows = new RecentRows(() -> now);

    @Test
    void keepsNothingThatIsWrittenWhileNobodyReads() {
        rows.written(TOPIC, 1, ROW);

        assertThat(rows.find(TOPIC, 1)).isEmpty();
    }

    @Test
    void keepsWhatIsWrittenForWhoeverReads() {
        rows.find(TOPIC, 1);
        now += Duration.ofSeconds(9).toNanos();
        rows.written(TOPIC, 2, ROW);

        assertThat(rows.find(TOPIC, 2)).contains(ROW);
    }

    @Test
    void keepsNothingMoreOnceNobodyReadsAnyLonger() {
        rows.find(TOPIC, 1);
        now += Duration.ofSeconds(10).toNanos();
        rows.written(TOPIC, 2, ROW);

        assertThat(rows.find(TOPIC, 2)).isEmpty();
    }

    @Test
    void keepsWhatWasReadForTheNextOne() {
        rows.keep(TOPIC, 1, ROW);

        assertThat(rows.find(TOPIC, 1)).contains(ROW);
    }
}
