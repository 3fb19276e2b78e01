package org.openmns.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.openmns.event.EventId;

class DuplicateWindowOfNoneTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void ofAWindowForNoEventsOnlyTheLastOneIsRemembered() {
        var window = new DuplicateWindow(0, Duration.ZERO);

        window.add(new EventId("source", "1"), 1, NOW);
        window.add(new EventId("source", "2"), 2, NOW.plusSeconds(1));

        assertThat(window.size()).isEqualTo(1);
        assertThat(window.find(new EventId("source", "1"))).isEmpty();
    }
}
