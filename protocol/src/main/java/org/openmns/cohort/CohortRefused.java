package org.openmns.cohort;

/** Why a cohort was not read, changed or deleted as asked for. */
public final class CohortRefused extends RuntimeException {

    /** What the caller should know. */
    public enum Why {
        /** The owner has none of this name. */
        UNKNOWN_COHORT,
        /** A page was asked for after a place that no page named. */
        UNKNOWN_PLACE,
        /** It cannot be deleted, for a subscription's criteria refer to it. */
        REFERRED_TO,
        /** It would hold more values than a cohort may. */
        COHORT_TOO_LARGE,
        /** The owner has as many cohorts as one may have. */
        TOO_MANY_COHORTS,
        /** The owner's cohorts together would hold more values than those of one may. */
        TOO_MANY_VALUES_OF_OWNER,
        /** All cohorts together would hold more values than a node may be asked to keep. */
        TOO_MANY_VALUES,
        /** All cohorts together would take more of a node's memory than they may. */
        TOO_MUCH_MEMORY,
        /** The change is stored; but a node has not said that it knows of it. */
        NOT_ON_EVERY_NODE
    }

    private final Why why;

    public CohortRefused(Why why) {
        super(why.name(), null, false, false);
        this.why = why;
    }

    public Why why() {
        return why;
    }
}
