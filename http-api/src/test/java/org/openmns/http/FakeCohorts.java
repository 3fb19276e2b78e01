package org.openmns.http;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
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

/** Cohorts in memory, each with its owner; refuses what it is told to. */
final class FakeCohorts implements Cohorts {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    final Map<String, NavigableMap<String, NavigableSet<String>>> owners = new TreeMap<>();

    /** Those of the sandbox's one application. */
    final NavigableMap<String, NavigableSet<String>> values = of(Api.OWNER);

    Optional<Why> refusing = Optional.empty();
    CompletableFuture<Void> answering = CompletableFuture.completedFuture(null);

    NavigableMap<String, NavigableSet<String>> of(String owner) {
        return owners.computeIfAbsent(owner, none -> new TreeMap<>());
    }

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

    private Cohort cohort(CohortKey key) {
        var all = of(key.owner()).getOrDefault(key.name().value(), new TreeSet<>());
        return new Cohort(key.name(), all.size(), 7, NOON);
    }

    private <T> CompletionStage<T> unknown() {
        return CompletableFuture.failedStage(new CohortRefused(Why.UNKNOWN_COHORT));
    }

    @Override
    public CompletionStage<Replaced> replace(CohortKey key, CohortValues replacement) {
        var old = of(key.owner()).put(key.name().value(), new TreeSet<>(texts(replacement)));
        return answer(new Replaced(old == null, cohort(key)));
    }

    @Override
    public CompletionStage<Cohort> change(CohortKey key, CohortValues added, CohortValues removed) {
        var all = of(key.owner()).get(key.name().value());
        if (all == null) {
            return unknown();
        }
        all.removeAll(texts(removed));
        all.addAll(texts(added));
        return answer(cohort(key));
    }

    @Override
    public CompletionStage<Void> delete(CohortKey key) {
        return of(key.owner()).remove(key.name().value()) == null
                ? unknown()
                : answer(0).thenApply(done -> null);
    }

    @Override
    public CompletionStage<Optional<Cohort>> find(CohortKey key) {
        return answer(Optional.of(key)
                .filter(each -> of(each.owner()).containsKey(each.name().value()))
                .map(this::cohort));
    }

    @Override
    public CompletionStage<List<Cohort>> list(String owner, Optional<CohortName> after, int max) {
        var from = after.map(CohortName::value).orElse("");
        return answer(of(owner).tailMap(from, false).keySet().stream()
                .limit(max)
                .map(name -> cohort(new CohortKey(owner, new CohortName(name))))
                .toList());
    }

    @Override
    public CompletionStage<Page> values(CohortKey key, Optional<String> after, int max) {
        var all = of(key.owner()).get(key.name().value());
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
        return answer(names.stream()
                .filter(name -> !of(owner).containsKey(name.value()))
                .collect(Collectors.toSet()));
    }
}
