package org.openmns.event;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openmns.event.EventType.Filter;
import org.openmns.event.EventType.Format;

/**
 * The filters that events of a type may have. What each one's value must be is worked out once, for every event asks; of a
 * lenient type nothing is asked.
 */
public final class Filters {

    /** Of a longer list of values a message names so many. */
    private static final int VALUES_NAMED_MAX = 20;

    private final List<Filter> all;
    private final boolean lenient;
    private final List<String> names;
    private final Map<String, Rule> rules = new HashMap<>();
    private final String unknown;

    /**
     * These filters.
     *
     * @throws IllegalArgumentException where one is there twice
     */
    public Filters(List<Filter> all, boolean lenient) {
        this.all = List.copyOf(all);
        this.lenient = lenient;
        this.names = all.stream().flatMap(Filters::names).distinct().toList();
        for (var filter : all) {
            if (rules.put(filter.name(), Rule.of(filter)) != null) {
                throw new IllegalArgumentException("filter twice: " + filter.name());
            }
        }
        names.forEach(name -> rules.putIfAbsent(name, Rule.SUPPLIER));
        this.unknown = "Unknown filter; known are " + (names.isEmpty() ? "none" : String.join(", ", names));
    }

    private static Stream<String> names(Filter filter) {
        return filter.format() == Format.ODS_PRACTICE
                ? Stream.of(filter.name(), filter.supplierName())
                : Stream.of(filter.name());
    }

    /** What a value must be, and what is said of one that is not. */
    private record Rule(Format format, Set<String> values, String mistyped) {

        /** A publisher may send what is looked up otherwise. */
        static final Rule SUPPLIER = new Rule(Format.ODS_CODE, Set.of(), wanted(Format.ODS_CODE.expected()));

        static Rule of(Filter filter) {
            var values = filter.values();
            var expected = values.isEmpty()
                    ? filter.format().expected()
                    : filter.format().expected() + " out of "
                            + values.stream()
                                    .limit(VALUES_NAMED_MAX)
                                    .map(value -> "'" + value + "'")
                                    .collect(Collectors.joining(", "))
                            + (values.size() > VALUES_NAMED_MAX ? ", …" : "");
            return new Rule(filter.format(), Set.copyOf(values), wanted(expected));
        }

        private static String wanted(String expected) {
            return "Please provide " + expected;
        }

        boolean accepts(Object value) {
            return format.accepts(value) && (values.isEmpty() || isListed(value));
        }

        private boolean isListed(Object value) {
            return value instanceof List<?> elements
                    ? elements.stream().allMatch(element -> values.contains(element.toString()))
                    : values.contains(value.toString());
        }
    }

    /** As they were declared. */
    public List<Filter> all() {
        return all;
    }

    /** Whether events may have others, and of any shape. */
    public boolean isLenient() {
        return lenient;
    }

    List<String> names() {
        return names;
    }

    boolean has(String name) {
        return rules.containsKey(name);
    }

    /** Notes each filter of an event that is unknown, or is not what it must be. */
    void check(Filtering filtering, FieldErrors errors) {
        if (lenient || filtering.values().isEmpty()) {
            return;
        }
        filtering.values().forEach((name, value) -> {
            var rule = rules.get(name);
            if (rule == null || !rule.accepts(value)) {
                errors.add(FilteringReader.FIELD + "." + name, rule == null ? unknown : rule.mistyped());
            }
        });
    }
}
