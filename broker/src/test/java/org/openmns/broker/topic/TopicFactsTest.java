package org.openmns.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.openmns.broker.Family;
import org.openmns.broker.GoldenFacts;
import org.openmns.broker.PublishedEvents;
import org.openmns.broker.topic.TopicFact.EventsPublished;
import org.openmns.broker.topic.TopicFact.MarksChange;
import org.openmns.broker.topic.TopicFact.Settled;
import org.openmns.protocol.Message;

class TopicFactsTest {

    private static final GoldenFacts golden = new GoldenFacts("0.1.0", "topic-facts.txt");
    private static final MarksChange MARKS =
            new MarksChange(131_072, Map.of(new UUID(1, 2), 65_536L), List.of(new UUID(3, 4)));

    @AfterAll
    static void stop() {
        golden.close();
    }

    @Test
    void whatVersion010WroteIsReadToTheSameMeaning() {
        golden.assertReadAs(stored());
    }

    @Test
    void whatALaterVersionAddsIsIgnored() {
        golden.assertReadWithUnknownFields(stored());
    }

    @Test
    void everyFactAndStateSurvivesTheJournal() {
        assertThat(Family.classesOf(facts())).isEqualTo(Family.recordsOf(TopicFact.class));
        golden.assertSurvive(stored());
        golden.assertSurvive(List.of(TopicState.EMPTY));
    }

    private static List<TopicFact> facts() {
        var events = List.of(
                PublishedEvents.about("9912003888", "one"), PublishedEvents.with("practice", List.of("XY11"), "two"));
        return List.of(
                new EventsPublished(3, 7, Instant.parse("2026-03-01T12:00:00.123456789Z"), MARKS, events),
                new Settled(MARKS));
    }

    private static List<Message> stored() {
        var state = new TopicState(196_609, 9, 131_072, Map.of(new UUID(1, 2), 65_536L));
        var all = new ArrayList<Message>(facts());
        all.add(state);
        return all;
    }
}
