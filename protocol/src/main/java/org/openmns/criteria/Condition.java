package org.openmns.criteria;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.openmns.cohort.CohortName;
import org.openmns.cohort.Membership;
import org.openmns.event.Event;

/** One test of one name: false where the event has no value under that name. */
sealed interface Condition extends Expression {

    Name name();

    /** Whether one value that is not an array passes. */
    boolean accepts(Object value);

    /** An array passes where any element does. */
    @Override
    default boolean matches(Event event) {
        var value = name().in(event);
        if (value instanceof List<?> elements) {
            for (var element : elements) {
                if (element != null && accepts(element)) {
                    return true;
                }
            }
            return false;
        }
        return value != null && accepts(value);
    }

    @Override
    default Stream<Name> names() {
        return Stream.of(name());
    }

    /** {@code EXISTS name}: also an empty array is there. */
    record Exists(Name name) implements Condition {

        @Override
        public boolean accepts(Object value) {
            return true;
        }

        @Override
        public boolean matches(Event event) {
            return name.in(event) != null;
        }
    }

    /** {@code name = literal}. */
    record Equals(Name name, Literal literal) implements Condition {

        @Override
        public boolean accepts(Object value) {
            return literal.isEqualTo(value);
        }

        @Override
        public IndexKeys indexKeys() {
            var keys = literal.keys();
            return IndexKeys.ofValues(name, keys, keys.size() == 1 && !Numbers.isBeyondLiterals(literal.text()));
        }
    }

    /** {@code name IN (literal, …)}: {@code name = literal} for any of them, at the cost of one. */
    record In(Name name, Set<String> texts, Set<Number> numbers) implements Condition {

        /** Hash sets, for they stay fast where somebody chose texts whose hashes collide; the JDK's small sets do not. */
        public In {
            texts = Collections.unmodifiableSet(new HashSet<>(texts));
            numbers = Collections.unmodifiableSet(new HashSet<>(numbers));
        }

        static In of(Name name, List<Literal> literals) {
            var texts = new HashSet<String>();
            var numbers = new HashSet<Number>();
            for (var literal : literals) {
                texts.add(literal.text());
                if (literal.number() != null) {
                    numbers.add(literal.number());
                }
            }
            return new In(name, texts, numbers);
        }

        @Override
        public boolean accepts(Object value) {
            if (value instanceof Number number) {
                return numbers.contains(Numbers.canonical(number));
            }
            return texts.contains(value.toString());
        }

        @Override
        public IndexKeys indexKeys() {
            var keys = new HashSet<>(texts);
            numbers.forEach(number -> keys.add(number.toString()));
            var exact = keys.size() == texts.size() && texts.stream().noneMatch(Numbers::isBeyondLiterals);
            return IndexKeys.ofValues(name, keys, exact);
        }

        @Override
        public String toString() {
            return "In";
        }
    }

    /** {@code name IN COHORT 'cohort'}: one of the values that the owner's cohort of that name holds now. */
    record InCohort(Name name, CohortName cohort, Membership membership) implements Condition {

        /** That of criteria which are only stored or sent: to match with them is a programming error. */
        static final Membership UNBOUND = text -> {
            throw unbound();
        };

        @Override
        public boolean accepts(Object value) {
            return membership.contains(IndexKeys.text(value));
        }

        @Override
        public Stream<InCohort> cohorts() {
            return Stream.of(this);
        }

        @Override
        public IndexKeys indexKeys() {
            if (membership == UNBOUND) {
                throw unbound();
            }
            return IndexKeys.ofCohort(name, membership);
        }

        private static IllegalStateException unbound() {
            return new IllegalStateException("criteria that are not bound to their owner's cohorts");
        }
    }

    /** {@code name LIKE pattern}, on the text of numbers and booleans too. */
    record Like(Name name, LikePattern pattern) implements Condition {

        @Override
        public boolean accepts(Object value) {
            return pattern.matches(IndexKeys.text(value));
        }

        @Override
        public IndexKeys indexKeys() {
            var prefix = pattern.prefix();
            if (pattern.isLiteral()) {
                return IndexKeys.ofValues(name, Set.of(prefix), true);
            }
            return prefix.isEmpty() ? IndexKeys.NONE : IndexKeys.ofSpans(name, Set.of(Span.ofPrefix(prefix)));
        }
    }

    /** {@code name < literal} and its kin. */
    record Ordered(Name name, Order order, Literal literal) implements Condition {

        @Override
        public boolean accepts(Object value) {
            if (literal.quoted() && value instanceof String string) {
                return order.holds(string.compareTo(literal.text()));
            }
            var number = value instanceof Number given ? Numbers.canonical(given) : Numbers.parse(value.toString());
            return number != null && literal.number() != null && order.holds(Numbers.compare(number, literal.number()));
        }

        /** Of texts where the literal is one, of numbers where it spells one: of both, where a number is quoted. */
        @Override
        public IndexKeys indexKeys() {
            var spans = new HashSet<Span>();
            if (literal.quoted()) {
                spans.add(Span.of(order, literal.text()));
            }
            if (literal.number() != null) {
                spans.add(Span.of(order, literal.number()));
            }
            return IndexKeys.ofSpans(name, spans);
        }
    }

    /** {@code !=}, {@code NOT IN}, {@code NOT IN COHORT} and {@code NOT LIKE}: there is a value, and it (if an array, no element) passes. */
    record Differs(Condition from) implements Condition {

        @Override
        public Name name() {
            return from.name();
        }

        @Override
        public Stream<InCohort> cohorts() {
            return from.cohorts();
        }

        @Override
        public boolean accepts(Object value) {
            return !from.accepts(value);
        }

        @Override
        public boolean matches(Event event) {
            return name().in(event) != null && !from.matches(event);
        }
    }

    /** How a value must lie to the literal. */
    enum Order {
        LESS,
        AT_MOST,
        MORE,
        AT_LEAST;

        boolean holds(int comparison) {
            return switch (this) {
                case LESS -> comparison < 0;
                case AT_MOST -> comparison <= 0;
                case MORE -> comparison > 0;
                case AT_LEAST -> comparison >= 0;
            };
        }
    }
}
