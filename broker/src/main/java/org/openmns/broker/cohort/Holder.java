package org.openmns.broker.cohort;

import org.openmns.cohort.CohortValues;
import org.openmns.cohort.Membership;

/** A cohort while it exists, with its values. Read by any thread, written under its own lock. */
final class Holder {

    /** What stands for it beside each of its values: no other cohort's, until it is deleted. */
    final int handle;

    final Membership membership;
    volatile CohortValues values = CohortValues.NONE;
    boolean deleted;

    Holder(int handle, Membership membership) {
        this.handle = handle;
        this.membership = membership;
    }
}
