package org.openmns.broker.topic;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.openmns.broker.cohort.CohortTable;
import org.openmns.cohort.Membership;
import org.openmns.criteria.IndexKeys;
import org.openmns.criteria.Name;
import org.openmns.event.Event;

/**
 * Finds what asks for a cohort, by the values of an event: first the cohorts that hold a value, then who asks for one of
 * these. So an event costs the cohorts that its values are in, however many there are. For one thread.
 */
final class CohortLookup<E> {

    private final CohortTable cohorts;
    private final Map<Name, Map<Membership, Set<E>>> lookups = new HashMap<>();

    CohortLookup(CohortTable cohorts) {
        this.cohorts = cohorts;
    }

    /** Under each of these names the entry is asking for these cohorts. */
    void put(Map<Name, Set<Membership>> keys, E entry) {
        keys.forEach((name, asked) -> {
            var lookup = lookups.computeIfAbsent(name, first -> new HashMap<>());
            asked.forEach(cohort ->
                    lookup.merge(cohort, Set.of(entry), (bucket, added) -> CriteriaIndex.with(bucket, entry)));
        });
    }

    void remove(Map<Name, Set<Membership>> keys, E entry) {
        keys.forEach((name, asked) -> lookups.computeIfPresent(name, (same, lookup) -> {
            asked.forEach(
                    cohort -> lookup.computeIfPresent(cohort, (key, bucket) -> CriteriaIndex.without(bucket, entry)));
            return lookup.isEmpty() ? null : lookup;
        }));
    }

    /** Tells who asks for a cohort that one of the event's values is in; some maybe more than once. */
    void find(Event event, Consumer<Set<E>> candidates) {
        lookups.forEach((name, lookup) -> {
            for (var value : IndexKeys.of(event, name)) {
                cohorts.holding(value, cohort -> candidates.accept(lookup.getOrDefault(cohort, Set.of())));
            }
        });
    }
}
