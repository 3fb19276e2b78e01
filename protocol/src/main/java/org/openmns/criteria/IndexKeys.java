package org.openmns.criteria;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openmns.cohort.Membership;
import org.openmns.event.Event;

/**
 * The values, cohorts of values and spans of values by which criteria can be looked up: every event that matches has at
 * least one of them, under its name. Where there are none, the criteria must be tried on every event. An event that has one
 * of them need not match, unless they are {@code exact}.
 */
public record IndexKeys(
        Map<Name, Set<String>> values, Map<Name, Set<Membership>> cohorts, Map<Name, Set<Span>> spans, boolean exact) {

    /** Only a scan finds these criteria. */
    public static final IndexKeys NONE = new IndexKeys(Map.of(), Map.of(), Map.of(), false);

    /** What a cohort is taken for, the choice being which values to look up by: as much as the longest list of values. */
    private static final int COHORT_SIZE = CriteriaParser.LITERALS_MAX;

    private static final Set<String> BOOLEANS = Set.of("true", "false");

    private static final Comparator<IndexKeys> MOST_SELECTIVE =
            Comparator.comparingInt(IndexKeys::spread).thenComparingInt(IndexKeys::size);

    public IndexKeys {
        values = Map.copyOf(values);
        cohorts = Map.copyOf(cohorts);
        spans = Map.copyOf(spans);
    }

    static IndexKeys ofValues(Name name, Set<String> texts, boolean exact) {
        return new IndexKeys(Map.of(name, texts), Map.of(), Map.of(), exact);
    }

    static IndexKeys ofCohort(Name name, Membership cohort) {
        return new IndexKeys(Map.of(), Map.of(name, Set.of(cohort)), Map.of(), false);
    }

    static IndexKeys ofSpans(Name name, Set<Span> spans) {
        return new IndexKeys(Map.of(), Map.of(), Map.of(name, spans), false);
    }

    /** Those of the most selective part of these criteria that has any. */
    public static IndexKeys of(Criteria criteria) {
        return criteria.expression().indexKeys();
    }

    /** What to look up for this event under this name, each value once. */
    public static Collection<String> of(Event event, Name name) {
        var value = name.in(event);
        if (value == null) {
            return List.of();
        }
        return value instanceof List<?> elements
                ? elements.stream()
                        .filter(Objects::nonNull)
                        .map(IndexKeys::text)
                        .collect(Collectors.toSet())
                : List.of(text(value));
    }

    public boolean isEmpty() {
        return values.isEmpty() && cohorts.isEmpty() && spans.isEmpty();
    }

    /** All of several must hold, so that any one of them will do. */
    static IndexKeys mostSelective(List<IndexKeys> choices) {
        return choices.stream()
                .filter(keys -> !keys.isEmpty())
                .min(MOST_SELECTIVE)
                .map(IndexKeys::inexact)
                .orElse(NONE);
    }

    /** One of several must hold, so that all of them are needed. */
    static IndexKeys union(List<IndexKeys> all) {
        if (all.stream().anyMatch(IndexKeys::isEmpty)) {
            return NONE;
        }
        return new IndexKeys(
                union(all.stream().map(IndexKeys::values)),
                union(all.stream().map(IndexKeys::cohorts)),
                union(all.stream().map(IndexKeys::spans)),
                all.stream().allMatch(IndexKeys::exact));
    }

    private static <K> Map<Name, Set<K>> union(Stream<Map<Name, Set<K>>> all) {
        var union = new LinkedHashMap<Name, Set<K>>();
        all.forEach(keys -> keys.forEach((name, some) ->
                union.computeIfAbsent(name, first -> new HashSet<>()).addAll(some)));
        return union;
    }

    private IndexKeys inexact() {
        return new IndexKeys(values, cohorts, spans, false);
    }

    /** The one text of a value: equal values have equal texts. */
    static String text(Object value) {
        return value instanceof Number number ? Numbers.canonical(number).toString() : value.toString();
    }

    /**
     * How many events of a type share such a value, roughly: 0 is a patient's few, 2 those of a practice, 3 what lies
     * between two bounds, 4 most of them, 5 what lies beyond one bound.
     */
    private int spread() {
        var ofValues = values.entrySet().stream().mapToInt(entry -> spreadOf(entry.getKey(), entry.getValue()));
        var ofCohorts = cohorts.keySet().stream().mapToInt(name -> spreadOf(name, Set.of("")));
        var ofSpans = spans.values().stream().flatMap(Set::stream).mapToInt(span -> span.isClosed() ? 3 : 5);
        return IntStream.of(
                        ofValues.max().orElse(0),
                        ofCohorts.max().orElse(0),
                        ofSpans.max().orElse(0))
                .max()
                .orElse(0);
    }

    private static int spreadOf(Name name, Set<String> texts) {
        if (name == Name.Attribute.SUBJECT) {
            return 0;
        }
        if (name == Name.Attribute.ID || name == Name.Attribute.DATAREF) {
            return 1;
        }
        return name == Name.Attribute.SOURCE || BOOLEANS.containsAll(texts) ? 4 : 2;
    }

    private int size() {
        return count(values) + COHORT_SIZE * count(cohorts) + count(spans);
    }

    private static int count(Map<Name, ? extends Set<?>> keys) {
        return keys.values().stream().mapToInt(Set::size).sum();
    }

    /** Names only: values may identify a patient. */
    @Override
    public String toString() {
        return "IndexKeys" + values.keySet() + cohorts.keySet() + spans.keySet();
    }
}
