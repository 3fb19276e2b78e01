package org.openmns.criteria;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openmns.event.Event;

/**
 * The places from {@code low} to {@code high}, both included, all of numbers or all of texts. As a key of criteria: every
 * event that matches has values on both sides of, or in, the span. For an array one element may pass the lower bound and
 * another the upper one; so {@code low} may lie behind {@code high}, and what an event has is a span, too.
 */
public record Span(Place low, Place high) implements Comparable<Span> {

    private static final Comparator<Span> ORDER =
            Comparator.comparing(Span::low).thenComparing(Span::high);

    private static final Span ALL_NUMBERS = new Span(Place.BEFORE_NUMBERS, Place.BEHIND_NUMBERS);
    private static final Span ALL_TEXTS = new Span(Place.BEFORE_TEXTS, Place.BEHIND_TEXTS);

    static Span of(Condition.Order order, Number canonical) {
        return of(order, Place.of(canonical), ALL_NUMBERS);
    }

    static Span of(Condition.Order order, String text) {
        return of(order, Place.of(text), ALL_TEXTS);
    }

    private static Span of(Condition.Order order, Place place, Span all) {
        return switch (order) {
            case LESS, AT_MOST -> new Span(all.low, place);
            case MORE, AT_LEAST -> new Span(place, all.high);
        };
    }

    /** Of all texts that begin so, and of no others but the first behind these. */
    static Span ofPrefix(String prefix) {
        var last = prefix.length() - 1;
        while (last >= 0 && prefix.charAt(last) == Character.MAX_VALUE) {
            last--;
        }
        var next =
                last < 0 ? Place.BEHIND_TEXTS : Place.of(prefix.substring(0, last) + (char) (prefix.charAt(last) + 1));
        return new Span(Place.of(prefix), next);
    }

    /** Where the event's values under this name lie: of each kind from the least to the greatest. */
    public static List<Span> of(Event event, Name name) {
        var value = name.in(event);
        if (value instanceof List<?> elements) {
            return ofArray(elements.stream().filter(Objects::nonNull).toList());
        }
        return value == null ? List.of() : ofOne(value);
    }

    private static List<Span> ofOne(Object value) {
        var text = at(Place.of(IndexKeys.text(value)));
        var number = number(value);
        return number == null ? List.of(text) : List.of(at(number), text);
    }

    /** A quoted number is compared with texts by text and with numbers by value: where both are there, by either. */
    private static List<Span> ofArray(List<?> elements) {
        var numbers = elements.stream().filter(Number.class::isInstance).count();
        if (numbers > 0 && numbers < elements.size()) {
            return List.of(ALL_NUMBERS, ALL_TEXTS);
        }
        var spans = new ArrayList<Span>(2);
        hull(elements.stream().map(Span::number).filter(Objects::nonNull)).ifPresent(spans::add);
        hull(elements.stream().map(IndexKeys::text).map(Place::of)).ifPresent(spans::add);
        return spans;
    }

    private static @Nullable Place number(Object value) {
        var number = value instanceof Number given ? Numbers.canonical(given) : Numbers.parse(value.toString());
        return number == null ? null : Place.of(number);
    }

    private static Optional<Span> hull(Stream<Place> places) {
        return places.map(Span::at)
                .reduce((one, other) -> new Span(least(one.low, other.low), greatest(one.high, other.high)));
    }

    private static Span at(Place place) {
        return new Span(place, place);
    }

    private static Place least(Place one, Place other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static Place greatest(Place one, Place other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /** What is on both sides of, or in, two spans of the same kind is so of this one. */
    Span and(Span other) {
        return new Span(greatest(low, other.low), least(high, other.high));
    }

    boolean isOfTexts() {
        return low.isAmongTexts();
    }

    /** Whether neither side is open, so that few of many values are in it. */
    boolean isClosed() {
        var all = isOfTexts() ? ALL_TEXTS : ALL_NUMBERS;
        return !low.equals(all.low) && !high.equals(all.high);
    }

    @Override
    public int compareTo(Span other) {
        return ORDER.compare(this, other);
    }
}
