package org.openmns.http;

import java.util.Optional;
import org.openmns.criteria.Criteria;
import org.openmns.criteria.CriteriaException;
import org.openmns.event.EventType;
import org.openmns.subscription.DeliveryOptions.OrderingKey;

/** Reads criteria and holds them against the catalogue: the event type must be there, and what it filters by. */
final class CriteriaReader {

    /** Above any body that is accepted: the criteria's own limit answers better. */
    private static final int LENGTH_MAX = 1 << 20;

    private final EventTypes types;

    CriteriaReader(EventTypes types) {
        this.types = types;
    }

    /** The order that the event type asks for where the subscription asks for none. */
    Optional<OrderingKey> orderingKey(Criteria criteria) {
        return types.entries()
                .find(criteria.eventType())
                .flatMap(entry -> entry.terms().orderingKey());
    }

    /** The criteria in this field, or nothing where something was noted as wrong with them. */
    Optional<Criteria> read(Fields fields, String name) {
        return fields.text(name, 1, LENGTH_MAX).flatMap(text -> {
            try {
                var criteria = Criteria.parse(text);
                var wrong = wrong(criteria);
                wrong.ifPresent(message -> fields.wrong(name, message));
                return wrong.isPresent() ? Optional.empty() : Optional.of(criteria);
            } catch (CriteriaException malformed) {
                fields.wrong(name, String.valueOf(malformed.getMessage()));
                return Optional.empty();
            }
        });
    }

    private Optional<String> wrong(Criteria criteria) {
        return types.entries()
                .catalogue()
                .find(criteria.eventType())
                .map(eventType -> unknownFilters(criteria, eventType))
                .orElseGet(() -> Optional.of(
                        "The event type " + criteria.eventType() + " is not in the catalogue, see /event-types"));
    }

    private static Optional<String> unknownFilters(Criteria criteria, EventType eventType) {
        var known = eventType.filterNames();
        var unknown = criteria.filterNames().stream()
                .filter(each -> !eventType.hasFilter(each))
                .toList();
        return unknown.isEmpty()
                ? Optional.empty()
                : Optional.of("Unknown filter " + String.join(", ", unknown) + "; " + eventType.name() + " has "
                        + (known.isEmpty() ? "none" : String.join(", ", known)));
    }
}
