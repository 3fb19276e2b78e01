package org.openmns.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.openmns.broker.PublishedEvents;
import org.openmns.broker.topic.TopicFact.EventsPublished;
import org.openmns.broker.topic.TopicFact.MarksChange;
import org.openmns.event.EventId;
import org.openmns.event.Offset;

class HashedEventsTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void aWindowMadeOfStoredHashesKnowsWhatTheRowsHeld() {
        var events = new HashedEvents();
        events.add(row(3, 70));
        var later = new HashedEvents();
        later.add(row(4, 200));
        events.addAll(later);

        var window = new DuplicateWindow(1_000, Duration.ofMinutes(10));
        window.addAll(HashedEvents.read(events.toBytes()).orElseThrow());

        assertThat(events.size()).isEqualTo(270);
        assertThat(window.size()).isEqualTo(270);
        assertThat(window.oldest()).isEqualTo(Offset.of(3, 0));
        assertThat(window.find(id("3-69"))).hasValue(Offset.of(3, 69));
        assertThat(window.find(id("4-199"))).hasValue(Offset.of(4, 199));
        assertThat(window.find(id("4-200"))).isEmpty();
    }

    @Test
    void whatIsInTheWindowKeepsItsFirstOffset() {
        var window = new DuplicateWindow(1_000, Duration.ofMinutes(10));
        window.add(id("3-0"), 7, NOON);
        var events = new HashedEvents();
        events.add(row(3, 2));

        window.addAll(events);

        assertThat(window.size()).isEqualTo(2);
        assertThat(window.find(id("3-0"))).hasValue(7);
    }

    @Test
    void bytesOfAnotherVersionOrCutShortAreNotRead() {
        var events = new HashedEvents();
        events.add(row(1, 2));
        var other = events.toBytes();
        other[0]++;

        assertThat(HashedEvents.read(other)).isEmpty();
        assertThat(HashedEvents.read(new byte[0])).isEmpty();
        assertThat(HashedEvents.read(Arrays.copyOf(events.toBytes(), 30))).isEmpty();
    }

    /** Stored hashes are compared with those of a later version. */
    @Test
    void theHashOfAnIdIsTheSameInEveryVersion() {
        var id = new EventId("uk.nhs.tests", "one");

        assertThat(Long.toHexString(IdHash.high(id)) + " " + Long.toHexString(IdHash.low(id)))
                .as("where this changes, HashedEvents.VERSION must")
                .isEqualTo("1352c4b51e4fef77 97e361ff149f2c02");
    }

    private static EventsPublished row(long sequence, int size) {
        var events = IntStream.range(0, size)
                .mapToObj(i -> PublishedEvents.event(sequence + "-" + i))
                .toList();
        return new EventsPublished(sequence, 0, NOON, new MarksChange(0, Map.of(), List.of()), events);
    }

    private static EventId id(String id) {
        return PublishedEvents.event(id).id();
    }
}
