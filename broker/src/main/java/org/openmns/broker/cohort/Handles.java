package org.openmns.broker.cohort;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.openmns.cohort.Membership;

/** Numbers the cohorts from 1. A number is given again only after the cohort that had it is beside no value any more. */
final class Handles {

    private static final int LENGTH_MIN = 16;

    private final ArrayDeque<Integer> free = new ArrayDeque<>();

    /** Readers need no lock; only growing makes another array. */
    private volatile AtomicReferenceArray<@Nullable Holder> cohorts = new AtomicReferenceArray<>(LENGTH_MIN);

    private int last;

    synchronized Holder add(Membership membership) {
        var handle = free.isEmpty() ? ++last : free.removeFirst();
        var cohort = new Holder(handle, membership);
        set(handle, cohort);
        return cohort;
    }

    synchronized void release(int handle) {
        set(handle, null);
        free.addLast(handle);
    }

    /** Null where a reader is late: that cohort has been deleted. */
    @Nullable
    Holder get(int handle) {
        return cohorts.get(handle);
    }

    private void set(int handle, @Nullable Holder cohort) {
        if (handle == cohorts.length()) {
            var grown = new AtomicReferenceArray<@Nullable Holder>(2 * handle);
            for (var each = 0; each < handle; each++) {
                grown.set(each, cohorts.get(each));
            }
            cohorts = grown;
        }
        cohorts.set(handle, cohort);
    }
}
