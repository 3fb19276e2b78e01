package org.openmns.broker.index;

import java.nio.charset.StandardCharsets;
import org.openmns.criteria.Criteria;
import org.openmns.event.Event;
import org.openmns.event.TopicName;

/** What a subscription asks of the events that its keys lead to. */
sealed interface Demand {

    /** Whether the event, to which a key of this led, matches; {@code turn} counts events. */
    boolean isMetBy(Event event, long turn);

    Criteria criteria();

    /** Nothing but their type: the key decides. So the text of the criteria is enough, and of the text its bytes. */
    final class Nothing implements Demand {

        private final TopicName eventType;
        private final byte[] text;

        Nothing(TopicName eventType, Criteria decidedByKeys) {
            this.eventType = eventType;
            this.text = decidedByKeys.text().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public boolean isMetBy(Event event, long turn) {
            return event.type().equals(eventType);
        }

        @Override
        public Criteria criteria() {
            return Criteria.parse(new String(text, StandardCharsets.UTF_8));
        }
    }

    /** That these criteria match, asked once an event for all subscriptions that have the same. */
    final class Match implements Demand {

        private final Criteria criteria;
        private long askedOn;
        private boolean matched;

        /** Entries that share this. */
        int shared;

        Match(Criteria criteria) {
            this.criteria = criteria;
        }

        @Override
        public boolean isMetBy(Event event, long turn) {
            if (askedOn != turn) {
                askedOn = turn;
                matched = criteria.matches(event);
            }
            return matched;
        }

        @Override
        public Criteria criteria() {
            return criteria;
        }
    }
}
