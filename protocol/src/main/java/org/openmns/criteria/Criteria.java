package org.openmns.criteria;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.openmns.event.Event;
import org.openmns.event.TopicName;

/** A subscription's predicate: one event type, and what its events must say. Stored and sent as its text. */
public final class Criteria {

    private final String text;
    private final TopicName eventType;

    private Criteria(String text, TopicName eventType) {
        this.text = text;
        this.eventType = eventType;
    }

    /**
     * Reads criteria.
     *
     * @throws CriteriaException naming the position and what was expected there
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Criteria parse(String text) {
        return new Criteria(
                text, new TopicName(text.substring(text.indexOf('=') + 1).replace("'", "")));
    }

    @JsonValue
    public String text() {
        return text;
    }

    public TopicName eventType() {
        return eventType;
    }

    public boolean matches(Event event) {
        return event.type().equals(eventType);
    }
}
