package org.openmns.broker.store;

import java.util.concurrent.CompletionStage;
import org.jdbi.v3.core.Handle;

/** What cohorts weigh together, counted again: nodes of an earlier version that ran beside this one counted none. */
public final class CohortWeights {

    private static final String LOCK = "SELECT weight FROM cohort_total FOR UPDATE";

    /** As if they were NHS numbers, until they are put again. */
    private static final String UNKNOWN = "UPDATE cohort SET weight = 512 + 18 * size WHERE weight < 512";

    private static final String TOTAL = "UPDATE cohort_total SET weight = (SELECT COALESCE(SUM(weight), 0) FROM cohort)"
            + " WHERE weight <> (SELECT COALESCE(SUM(weight), 0) FROM cohort)";

    private CohortWeights() {}

    /** Says whether they had been counted wrongly. */
    public static CompletionStage<Boolean> count(Database database) {
        return database.run(handle -> handle.inTransaction(CohortWeights::count));
    }

    /** Who changes a cohort locks it before the total, so first the one and then, by itself, the other. */
    private static boolean count(Handle handle) {
        var unknown = handle.createUpdate(UNKNOWN).execute();
        handle.createQuery(LOCK).mapTo(Long.class).one();
        return handle.createUpdate(TOTAL).execute() + unknown > 0;
    }
}
