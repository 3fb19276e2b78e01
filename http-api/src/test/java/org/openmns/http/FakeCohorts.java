package org.openmns.http;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.openmns.cohort.Cohort;
import org.openmns.cohort.CohortKey;
import org.openmns.cohort.CohortName;
import org.openmns.cohort.CohortRefused;
import org.openmns.cohort.CohortRefused.Why;
import org.openmns.cohort.CohortValues;
import org.openmns.cohort.NhsNumber;

/** Cohorts in memory; refuses what it is told to. */
final class FakeCohorts implements Cohorts {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    final TreeMap<String, TreeSet<String>> values = new TreeMap<>();
    Optional<Why> refusing = Optional.empty();
    CompletableFuture<Void> answering = CompletableFuture.completedFuture(null);

    private <T> CompletionStage<T> answer(T answer) {
        return refusing.isPresent()
                ? CompletableFuture.failedStage(new CohortRefused(refusing.get()))
                : answering.thenApply(now -> answer);
    }

    private static Set<String> texts(CohortValues values) {
        var texts = new TreeSet<>(values.texts());
        for (var place = 0; place < values.nhsNumbers(); place++) {
            texts.add(NhsNumber.unpack(values.nhsNumber(place)));
        }
        return texts;
    }

    private Cohort cohort(String name) {
        return new Cohort(
                new CohortName(name), values.getOrDefault(name, new TreeSet<>()).size(), 7, NOON);
    }

    private <T> CompletionStage<T> unknown() {
        return CompletableFuture.failedStage(new CohortRefused(Why.UNKNOWN_COHORT));
    }

    @Override
    public CompletionStage<Replaced> replace(CohortKey key, CohortValues replacement) {
        var old = values.put(key.name().value(), new TreeSet<>(texts(replacement)));
        return answer(new Replaced(old == null, cohort(key.name().value())));
    }

    @Override
    public CompletionStage<Cohort> change(CohortKey key, CohortValues added, CohortValues removed) {
        var all = values.get(key.name().value());
        if (all == null) {
            return unknown();
        }
        all.removeAll(texts(removed));
        all.addAll(texts(added));
        return answer(cohort(key.name().value()));
    }

    @Override
    public CompletionStage<Void> delete(CohortKey key) {
        return values.remove(key.name().value()) == null ? unknown() : answer(0).thenApply(done -> null);
    }

    @Override
    public CompletionStage<Optional<Cohort>> find(CohortKey key) {
        return answer(
                Optional.of(key.name().value()).filter(values::containsKey).map(this::cohort));
    }

    @Override
    public CompletionStage<List<Cohort>> list(String owner, Optional<CohortName> after, int max) {
        var from = after.map(CohortName::value).orElse("");
        return answer(values.tailMap(from, false).keySet().stream()
                .limit(max)
                .map(this::cohort)
                .toList());
    }

    @Override
    public CompletionStage<Page> values(CohortKey key, Optional<String> after, int max) {
        var all = values.get(key.name().value());
        if (all == null) {
            return unknown();
        }
        var behind = new ArrayList<>(all.tailSet(after.orElse(""), false));
        var page = behind.subList(0, Math.min(max, behind.size()));
        var next = behind.size() > max ? Optional.of(page.get(max - 1)) : Optional.<String>empty();
        return answer(new Page(page, next));
    }

    @Override
    public CompletionStage<Set<CohortName>> absent(String owner, Set<CohortName> names) {
        return answer(
                names.stream().filter(name -> !values.containsKey(name.value())).collect(Collectors.toSet()));
    }
}
