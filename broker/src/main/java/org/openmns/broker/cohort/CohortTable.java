package org.openmns.broker.cohort;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import org.openmns.cohort.CohortKey;
import org.openmns.cohort.CohortValues;
import org.openmns.cohort.Gathering;
import org.openmns.cohort.Membership;
import org.openmns.cohort.NhsNumber;
import org.openmns.criteria.Criteria;

/**
 * All cohorts of a node. For any thread: readers never wait, changes of one cohort wait for each other.
 *
 * <p>Each value is held twice. A cohort's own values are one sorted array, never changed but replaced, so that a reader
 * sees the old ones or the new ones: these decide. Beside them stands, for every value, which cohorts hold it, so that an
 * event costs the cohorts that hold its value and not the cohorts that there are. That is written value by value: a new
 * value before the cohort gets it, a removed one after the cohort has lost it. So it may name a cohort too many for a
 * moment, but never one too few.
 */
public final class CohortTable {

    private final ConcurrentMap<CohortKey, Holder> cohorts = new ConcurrentHashMap<>();
    private final Handles handles = new Handles();
    private final NumberHolders numbers = new NumberHolders();
    private final TextHolders texts = new TextHolders();
    private final LongAdder size = new LongAdder();

    /**
     * Creates or replaces a cohort. The parts may come lazily, in any order; readers see the old values until the last one
     * has come, then at once the new ones. Where the iteration throws, nothing has changed.
     */
    public void put(CohortKey key, Iterable<CohortValues> parts) {
        var gathering = new Gathering();
        parts.forEach(gathering::addAll);
        var values = gathering.values();
        update(key, old -> new Step(values, values.minus(old), old.minus(values)));
    }

    /** Adds values to a cohort and takes others from it; values in both are added. Creates the cohort if it is absent. */
    public void change(CohortKey key, CohortValues added, CohortValues removed) {
        update(key, old -> Step.changing(old, added, removed));
    }

    /** Forgets a cohort; what refers to it finds it empty. */
    public void delete(CohortKey key) {
        var cohort = cohorts.remove(key);
        if (cohort == null) {
            return;
        }
        synchronized (cohort) {
            cohort.deleted = true;
            take(cohort, new Step(CohortValues.NONE, CohortValues.NONE, cohort.values));
            handles.release(cohort.handle);
        }
    }

    /** The cohort of this key, now and after every change; empty while there is none. Equal for equal keys. */
    public Membership membership(CohortKey key) {
        return new Member(this, key);
    }

    /** These criteria with the cohorts of this owner. */
    public Criteria bind(Criteria criteria, String owner) {
        return criteria.bind(name -> membership(new CohortKey(owner, name)));
    }

    /**
     * Tells the cohorts that hold this value. While a cohort is changing it may be told though it does not hold the value,
     * so {@link Membership#contains} decides.
     */
    public void holding(String text, Consumer<Membership> told) {
        var number = NhsNumber.pack(text);
        if (number == NhsNumber.NONE) {
            texts.holding(text, handle -> tell(handle, told));
        } else {
            numbers.holding(number, handle -> tell(handle, told));
        }
    }

    /** The cohorts there are, as a copy. */
    public Set<CohortKey> keys() {
        return Set.copyOf(cohorts.keySet());
    }

    /** Values in all cohorts. */
    public long size() {
        return size.sum();
    }

    private void tell(int handle, Consumer<Membership> told) {
        var cohort = handles.get(handle);
        if (cohort != null) {
            told.accept(cohort.membership);
        }
    }

    private boolean contains(CohortKey key, String text) {
        var cohort = cohorts.get(key);
        return cohort != null && cohort.values.contains(text);
    }

    private void update(CohortKey key, Function<CohortValues, Step> change) {
        while (true) {
            var cohort = cohorts.computeIfAbsent(key, absent -> handles.add(membership(absent)));
            synchronized (cohort) {
                if (!cohort.deleted) {
                    take(cohort, change.apply(cohort.values));
                    return;
                }
            }
        }
    }

    /** Under the cohort's lock. The order matters: see above. */
    private void take(Holder cohort, Step step) {
        for (var place = 0; place < step.added.nhsNumbers(); place++) {
            numbers.add(step.added.nhsNumber(place), cohort.handle);
        }
        step.added.texts().forEach(text -> texts.add(text, cohort.handle));
        cohort.values = step.values;
        for (var place = 0; place < step.removed.nhsNumbers(); place++) {
            numbers.remove(step.removed.nhsNumber(place), cohort.handle);
        }
        step.removed.texts().forEach(text -> texts.remove(text, cohort.handle));
        size.add((long) step.added.size() - step.removed.size());
    }

    /** A cohort's next values, and how they differ from those before. */
    private record Step(CohortValues values, CohortValues added, CohortValues removed) {

        static Step changing(CohortValues old, CohortValues added, CohortValues removed) {
            var news = added.minus(old);
            var gone = removed.and(old).minus(added);
            return new Step(old.minus(gone).plus(news), news, gone);
        }
    }

    /** A cohort by its key, whatever becomes of it. */
    private record Member(CohortTable table, CohortKey key) implements Membership {

        @Override
        public boolean contains(String text) {
            return table.contains(key, text);
        }
    }
}
