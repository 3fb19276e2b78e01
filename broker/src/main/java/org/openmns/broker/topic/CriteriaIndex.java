package org.openmns.broker.topic;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openmns.broker.cohort.CohortTable;
import org.openmns.criteria.Criteria;
import org.openmns.criteria.IndexKeys;
import org.openmns.criteria.Name;
import org.openmns.event.Event;
import org.openmns.subscription.SubscriptionId;

/**
 * Finds the subscriptions of one topic that an event matches. Criteria that ask for certain values are looked up by the
 * values that the event has, and by the cohorts that hold these; the rest are tried one by one; either way the criteria
 * themselves decide. So an event costs what may match it, not what is subscribed. For one thread.
 */
public final class CriteriaIndex {

    private final Map<SubscriptionId, Entry> entries = new HashMap<>();
    private final Map<Name, Map<String, Set<Entry>>> lookups = new HashMap<>();
    private final CohortLookup<Entry> cohorts;
    private final Set<Entry> scanned = new HashSet<>();

    /** Counts events, to know which entries were already tried on this one. */
    private long event;

    public CriteriaIndex(CohortTable cohorts) {
        this.cohorts = new CohortLookup<>(cohorts);
    }

    /** From the next event on this subscription wants what these criteria match, and nothing else. */
    public void put(SubscriptionId subscription, Criteria criteria) {
        remove(subscription);
        var entry = new Entry(subscription, criteria);
        entries.put(subscription, entry);
        var keys = IndexKeys.of(criteria);
        if (keys.isEmpty()) {
            scanned.add(entry);
        }
        keys.values().forEach((name, values) -> {
            var lookup = lookups.computeIfAbsent(name, first -> new HashMap<>());
            values.forEach(value -> lookup.merge(value, Set.of(entry), (bucket, added) -> with(bucket, entry)));
        });
        cohorts.put(keys.cohorts(), entry);
    }

    public void remove(SubscriptionId subscription) {
        var entry = entries.remove(subscription);
        if (entry == null) {
            return;
        }
        scanned.remove(entry);
        var keys = IndexKeys.of(entry.criteria);
        keys.values()
                .forEach((name, values) -> lookups.computeIfPresent(name, (same, lookup) -> {
                    values.forEach(value -> lookup.computeIfPresent(value, (key, bucket) -> without(bucket, entry)));
                    return lookup.isEmpty() ? null : lookup;
                }));
        cohorts.remove(keys.cohorts(), entry);
    }

    public Optional<Criteria> get(SubscriptionId subscription) {
        return Optional.ofNullable(entries.get(subscription)).map(entry -> entry.criteria);
    }

    public int size() {
        return entries.size();
    }

    /** Tells each subscription that matches, once, in no particular order. The consumer must not change this index. */
    public void match(Event published, Consumer<SubscriptionId> matching) {
        event++;
        lookups.forEach((name, lookup) -> {
            for (var value : IndexKeys.of(published, name)) {
                tryAll(lookup.getOrDefault(value, Set.of()), published, matching);
            }
        });
        cohorts.find(published, candidates -> tryAll(candidates, published, matching));
        tryAll(scanned, published, matching);
    }

    private void tryAll(Set<Entry> candidates, Event published, Consumer<SubscriptionId> matching) {
        for (var entry : candidates) {
            if (entry.triedOn != event) {
                entry.triedOn = event;
                if (entry.criteria.matches(published)) {
                    matching.accept(entry.subscription);
                }
            }
        }
    }

    /** One or two entries, by far the most frequent, take 24 bytes in the JDK's small sets; a hash set takes 200. */
    static <E> Set<E> with(Set<E> bucket, E entry) {
        if (bucket.size() == 1) {
            return Set.of(bucket.iterator().next(), entry);
        }
        var grown = bucket.size() == 2 ? new HashSet<>(bucket) : bucket;
        grown.add(entry);
        return grown;
    }

    static <E> @Nullable Set<E> without(Set<E> bucket, E entry) {
        if (bucket.size() > 3) {
            bucket.remove(entry);
            return bucket;
        }
        var rest = bucket.stream().filter(other -> other != entry).collect(Collectors.toUnmodifiableSet());
        return rest.isEmpty() ? null : rest;
    }

    /** A subscription, compared by identity; {@code triedOn} is the last event it was tried on. */
    private static final class Entry {

        final SubscriptionId subscription;
        final Criteria criteria;
        long triedOn;

        Entry(SubscriptionId subscription, Criteria criteria) {
            this.subscription = subscription;
            this.criteria = criteria;
        }
    }
}
