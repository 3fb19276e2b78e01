package org.openmns.http;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.openmns.cohort.Cohort;
import org.openmns.cohort.CohortKey;
import org.openmns.cohort.CohortName;
import org.openmns.cohort.CohortValues;

/**
 * The cohorts, stored. A change is answered when every node knows of it, so that it applies to the next event. What cannot
 * be done fails with {@link org.openmns.cohort.CohortRefused}.
 */
public interface Cohorts {

    /** What a cohort is now, and whether it was not there before. */
    record Replaced(boolean created, Cohort cohort) {}

    /** Some values in their order; {@code next} names the place behind them where there are more. */
    record Page(List<String> values, Optional<String> next) {

        /** Says no value: it may identify a patient. */
        @Override
        public String toString() {
            return "Page[" + values.size() + "]";
        }
    }

    /** Creates or replaces a cohort. */
    CompletionStage<Replaced> replace(CohortKey key, CohortValues values);

    /** Adds values and removes others; none is in both. */
    CompletionStage<Cohort> change(CohortKey key, CohortValues added, CohortValues removed);

    /** Deletes a cohort that no subscription refers to. */
    CompletionStage<Void> delete(CohortKey key);

    CompletionStage<Optional<Cohort>> find(CohortKey key);

    /** The owner's cohorts by name, those behind this one. */
    CompletionStage<List<Cohort>> list(String owner, Optional<CohortName> after, int max);

    /** Values in the order in which they are stored, those behind the place that a page has named. */
    CompletionStage<Page> values(CohortKey key, Optional<String> after, int max);

    /** Which of these names the owner has no cohort of. */
    CompletionStage<Set<CohortName>> absent(String owner, Set<CohortName> names);
}
