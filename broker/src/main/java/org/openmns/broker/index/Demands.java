package org.openmns.broker.index;

import java.util.HashMap;
import java.util.Map;
import org.openmns.broker.index.Demand.Match;
import org.openmns.broker.index.Demand.Nothing;
import org.openmns.criteria.Criteria;
import org.openmns.criteria.IndexKeys;
import org.openmns.event.TopicName;

/** What is asked, once for all subscriptions that ask the same. */
final class Demands {

    private final Map<String, Match> matches = new HashMap<>();

    /** All criteria of a topic name the same one. */
    private TopicName eventType = new TopicName("none");

    Demand of(Criteria criteria, IndexKeys keys) {
        if (keys.exact()) {
            return new Nothing(shared(criteria.eventType()), criteria);
        }
        if (criteria.namesCohorts()) {
            return new Match(criteria);
        }
        var match = matches.computeIfAbsent(criteria.text(), first -> new Match(criteria));
        match.shared++;
        return match;
    }

    private TopicName shared(TopicName named) {
        if (!eventType.equals(named)) {
            eventType = named;
        }
        return eventType;
    }

    /** One entry less asks this. */
    void release(Demand demand) {
        // Criteria with cohorts are their owner's own: the same text may mean other values.
        if (demand instanceof Match match && --match.shared == 0) {
            matches.remove(match.criteria().text());
        }
    }
}
