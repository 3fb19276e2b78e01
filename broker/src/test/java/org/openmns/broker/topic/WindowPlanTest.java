package org.openmns.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.openmns.broker.store.DuplicateHashes.Range;
import org.openmns.broker.topic.WindowPlan.Part;

class WindowPlanTest {

    @Test
    void withoutSegmentsItIsTheLog() {
        assertThat(WindowPlan.of(List.of(), 5, 9)).containsExactly(log(5, 9));
    }

    @Test
    void onlyWhatNoSegmentCoversIsReadFromTheLog() {
        var segments = List.of(new Range(11, 20), new Range(1, 8), new Range(21, 30));

        assertThat(WindowPlan.of(segments, 5, 33))
                .containsExactly(stored(1, 8), log(9, 10), stored(11, 20), stored(21, 30), log(31, 33));
        assertThat(WindowPlan.of(segments, 9, 30))
                .containsExactly(stored(1, 8), log(9, 10), stored(11, 20), stored(21, 30));
    }

    /** A fenced writer cut its segments elsewhere. */
    @Test
    void segmentsMayOverlap() {
        var segments = List.of(new Range(1, 10), new Range(4, 6), new Range(8, 15));

        assertThat(WindowPlan.of(segments, 1, 16))
                .containsExactly(stored(1, 10), stored(4, 6), stored(8, 15), log(16, 16));
    }

    @Test
    void aSegmentPastTheHeadIsNotTrusted() {
        assertThat(WindowPlan.of(List.of(new Range(1, 10), new Range(11, 20)), 1, 19))
                .containsExactly(stored(1, 10), log(11, 19));
    }

    private static Part stored(long first, long last) {
        return new Part(new Range(first, last), true);
    }

    private static Part log(long first, long last) {
        return new Part(new Range(first, last), false);
    }
}
