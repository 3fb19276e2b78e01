package org.openmns.broker.index;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.openmns.broker.cohort.CohortTable;
import org.openmns.cohort.Membership;
import org.openmns.criteria.IndexKeys;
import org.openmns.criteria.Name;
import org.openmns.criteria.Span;
import org.openmns.event.Event;

/**
 * All keys under one name: values, cohorts, of which first those that hold a value are asked for, and spans. Entries are
 * found by what the event has under that name; some maybe more than once.
 */
final class Lookup {

    private final Map<String, Candidates> values = new HashMap<>();
    private final Map<Membership, Candidates> cohorts = new HashMap<>();
    private final SpanTree spans = new SpanTree();

    void put(IndexKeys keys, Name name, Entry entry) {
        keys.values().getOrDefault(name, Set.of()).forEach(value -> add(values, value, entry));
        keys.cohorts().getOrDefault(name, Set.of()).forEach(cohort -> add(cohorts, cohort, entry));
        keys.spans().getOrDefault(name, Set.of()).forEach(span -> spans.add(span, entry));
    }

    void remove(IndexKeys keys, Name name, Entry entry) {
        keys.values().getOrDefault(name, Set.of()).forEach(value -> remove(values, value, entry));
        keys.cohorts().getOrDefault(name, Set.of()).forEach(cohort -> remove(cohorts, cohort, entry));
        keys.spans().getOrDefault(name, Set.of()).forEach(span -> spans.remove(span, entry));
    }

    boolean isEmpty() {
        return values.isEmpty() && cohorts.isEmpty() && spans.isEmpty();
    }

    void find(Event event, Name name, CohortTable table, Consumer<Candidates> found) {
        if (!values.isEmpty() || !cohorts.isEmpty()) {
            for (var value : IndexKeys.of(event, name)) {
                tell(values.get(value), found);
                if (!cohorts.isEmpty()) {
                    table.holding(value, cohort -> tell(cohorts.get(cohort), found));
                }
            }
        }
        if (!spans.isEmpty()) {
            Span.of(event, name).forEach(span -> spans.overlapping(span, found));
        }
    }

    private static <K> void add(Map<K, Candidates> lookup, K key, Entry entry) {
        lookup.merge(key, entry, (candidates, added) -> candidates.with(entry));
    }

    private static <K> void remove(Map<K, Candidates> lookup, K key, Entry entry) {
        lookup.computeIfPresent(key, (same, candidates) -> candidates.without(entry));
    }

    private static void tell(@Nullable Candidates candidates, Consumer<Candidates> found) {
        if (candidates != null) {
            found.accept(candidates);
        }
    }
}
