package org.openmns.broker.cohort;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.openmns.cohort.CohortKey;
import org.openmns.cohort.CohortValues;
import org.openmns.cohort.Membership;
import org.openmns.cohort.NhsNumber;

/** All cohorts of a node. For any thread: readers never wait, changes of one cohort wait for each other. */
public final class CohortTable {

    private final Map<CohortKey, Set<String>> cohorts = new ConcurrentHashMap<>();

    /**
     * Creates or replaces a cohort. The parts may come lazily, in any order; readers see the old values until the last one
     * has come, then at once the new ones. Where the iteration throws, nothing has changed.
     */
    public void put(CohortKey key, Iterable<CohortValues> parts) {
        var all = new HashSet<String>();
        parts.forEach(part -> all.addAll(texts(part)));
        cohorts.put(key, all);
    }

    /** Adds values to a cohort and takes others from it; values in both are added. Creates the cohort if it is absent. */
    public void change(CohortKey key, CohortValues added, CohortValues removed) {
        cohorts.compute(key, (same, old) -> {
            var all = new HashSet<>(old == null ? Set.of() : old);
            all.removeAll(texts(removed));
            all.addAll(texts(added));
            return all;
        });
    }

    /** Forgets a cohort; what refers to it finds it empty. */
    public void delete(CohortKey key) {
        cohorts.remove(key);
    }

    /** The cohort of this key, now and after every change; empty while there is none. Equal for equal keys. */
    public Membership membership(CohortKey key) {
        return new Member(this, key);
    }

    /**
     * Tells the cohorts that hold this value. While a cohort is changing it may be told though it does not hold the value,
     * so {@link Membership#contains} decides.
     */
    public void holding(String text, Consumer<Membership> cohort) {
        cohorts.forEach((key, texts) -> {
            if (texts.contains(text)) {
                cohort.accept(membership(key));
            }
        });
    }

    /** The cohorts there are, as a copy. */
    public Set<CohortKey> keys() {
        return Set.copyOf(cohorts.keySet());
    }

    /** Values in all cohorts. */
    public long size() {
        return cohorts.values().stream().mapToLong(Set::size).sum();
    }

    private boolean contains(CohortKey key, String text) {
        return cohorts.getOrDefault(key, Set.of()).contains(text);
    }

    private static Set<String> texts(CohortValues values) {
        var texts = new HashSet<>(values.texts());
        for (var place = 0; place < values.nhsNumbers(); place++) {
            texts.add(NhsNumber.unpack(values.nhsNumber(place)));
        }
        return texts;
    }

    /** A cohort by its key, whatever becomes of it. */
    private record Member(CohortTable table, CohortKey key) implements Membership {

        @Override
        public boolean contains(String text) {
            return table.contains(key, text);
        }
    }
}
