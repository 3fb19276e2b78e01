package org.openmns.broker.index;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.openmns.broker.cohort.CohortTable;
import org.openmns.criteria.Criteria;
import org.openmns.criteria.IndexKeys;
import org.openmns.criteria.Name;
import org.openmns.event.Event;
import org.openmns.subscription.SubscriptionId;

/**
 * Finds the subscriptions of one topic that an event matches. Criteria that ask for certain values are looked up by the
 * values that the event has, by the cohorts that hold these, and by the spans that they lie in; the rest are tried one by
 * one. Where such a key is not all that they ask for, the criteria themselves decide. So an event costs what may match it,
 * not what is subscribed. For one thread.
 */
public final class CriteriaIndex {

    private final CohortTable cohorts;
    private final EntryTable entries = new EntryTable();
    private final Demands demands = new Demands();
    private final Map<Name, Lookup> lookups = new HashMap<>();
    private @Nullable Candidates scanned;

    /** Counts events, to know what was already tried on this one. */
    private long turn;

    public CriteriaIndex(CohortTable cohorts) {
        this.cohorts = cohorts;
    }

    /** From the next event on this subscription wants what these criteria match, and nothing else. */
    public void put(SubscriptionId subscription, Criteria criteria) {
        remove(subscription);
        var keys = IndexKeys.of(criteria);
        var entry = new Entry(subscription, demands.of(criteria, keys));
        entries.add(entry);
        if (keys.isEmpty()) {
            scanned = scanned == null ? entry : scanned.with(entry);
        }
        for (var name : names(keys)) {
            lookups.computeIfAbsent(name, first -> new Lookup()).put(keys, name, entry);
        }
    }

    public void remove(SubscriptionId subscription) {
        var entry = entries.get(subscription);
        if (entry == null) {
            return;
        }
        entries.remove(entry);
        demands.release(entry.demand);
        removeKeys(IndexKeys.of(entry.demand.criteria()), entry);
    }

    private void removeKeys(IndexKeys keys, Entry entry) {
        if (keys.isEmpty() && scanned != null) {
            scanned = scanned.without(entry);
        }
        for (var name : names(keys)) {
            lookups.computeIfPresent(name, (same, lookup) -> {
                lookup.remove(keys, name, entry);
                return lookup.isEmpty() ? null : lookup;
            });
        }
    }

    public boolean contains(SubscriptionId subscription) {
        return entries.get(subscription) != null;
    }

    /** Reads the criteria again where they are kept as text: not for the way of every event. */
    public Optional<Criteria> get(SubscriptionId subscription) {
        return Optional.ofNullable(entries.get(subscription)).map(entry -> entry.demand.criteria());
    }

    public int size() {
        return entries.size();
    }

    /** Tells each subscription that matches, once, in no particular order. The consumer must not change this index. */
    public void match(Event published, Consumer<SubscriptionId> matching) {
        turn++;
        Consumer<Entry> tried = entry -> {
            if (entry.matchesFirst(published, turn)) {
                matching.accept(entry.subscription());
            }
        };
        lookups.forEach(
                (name, lookup) -> lookup.find(published, name, cohorts, candidates -> candidates.forEach(tried)));
        if (scanned != null) {
            scanned.forEach(tried);
        }
    }

    private static Set<Name> names(IndexKeys keys) {
        var names = new HashSet<>(keys.values().keySet());
        names.addAll(keys.cohorts().keySet());
        names.addAll(keys.spans().keySet());
        return names;
    }
}
