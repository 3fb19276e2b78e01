package org.openmns.broker.access;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.openmns.cohort.Cohort;
import org.openmns.cohort.CohortKey;
import org.openmns.cohort.CohortName;
import org.openmns.cohort.CohortValues;
import org.openmns.http.Cohorts;

/** Nobody has one, and nobody may make one. */
final class NoCohorts implements Cohorts {

    @Override
    public CompletionStage<Replaced> replace(CohortKey key, CohortValues values) {
        return CompletableFuture.failedStage(new UnsupportedOperationException());
    }

    @Override
    public CompletionStage<Cohort> change(CohortKey key, CohortValues added, CohortValues removed) {
        return CompletableFuture.failedStage(new UnsupportedOperationException());
    }

    @Override
    public CompletionStage<Void> delete(CohortKey key) {
        return CompletableFuture.failedStage(new UnsupportedOperationException());
    }

    @Override
    public CompletionStage<Optional<Cohort>> find(CohortKey key) {
        return CompletableFuture.completedStage(Optional.empty());
    }

    @Override
    public CompletionStage<List<Cohort>> list(String owner, Optional<CohortName> after, int max) {
        return CompletableFuture.completedStage(List.of());
    }

    @Override
    public CompletionStage<Page> values(CohortKey key, Optional<String> after, int max) {
        return CompletableFuture.failedStage(new UnsupportedOperationException());
    }

    @Override
    public CompletionStage<Set<CohortName>> absent(String owner, Set<CohortName> names) {
        return CompletableFuture.completedStage(names);
    }
}
