package org.openmns.criteria;

import java.util.List;
import java.util.stream.Stream;
import org.openmns.event.Event;

/** What criteria say beyond the event type; {@link Criteria} tells what each form means. */
sealed interface Expression permits Expression.Everything, Expression.And, Expression.Or, Expression.Not, Condition {

    boolean matches(Event event);

    Stream<Name> names();

    /** Every test for a cohort. */
    default Stream<Condition.InCohort> cohorts() {
        return Stream.empty();
    }

    /** Values of which every event that matches has at least one; none where there is no such set. */
    default IndexKeys indexKeys() {
        return IndexKeys.NONE;
    }

    /** The first part that this event fails, given that it fails the whole. */
    default Expression firstFailed(Event event) {
        return this;
    }

    /** The event type alone decides. */
    record Everything() implements Expression {

        @Override
        public boolean matches(Event event) {
            return true;
        }

        @Override
        public Stream<Name> names() {
            return Stream.empty();
        }
    }

    /** All of them; a flat list, so that a long chain nests no deeper than a short one. */
    record And(List<Expression> parts) implements Expression {

        public And {
            parts = List.copyOf(parts);
        }

        @Override
        public boolean matches(Event event) {
            for (var part : parts) {
                if (!part.matches(event)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public Stream<Name> names() {
            return parts.stream().flatMap(Expression::names);
        }

        @Override
        public Stream<Condition.InCohort> cohorts() {
            return parts.stream().flatMap(Expression::cohorts);
        }

        @Override
        public IndexKeys indexKeys() {
            return IndexKeys.mostSelective(Narrowing.of(parts));
        }

        @Override
        public Expression firstFailed(Event event) {
            return parts.stream()
                    .filter(part -> !part.matches(event))
                    .findFirst()
                    .map(part -> part.firstFailed(event))
                    .orElse(this);
        }
    }

    /** Any of them. */
    record Or(List<Expression> parts) implements Expression {

        public Or {
            parts = List.copyOf(parts);
        }

        @Override
        public boolean matches(Event event) {
            for (var part : parts) {
                if (part.matches(event)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public Stream<Name> names() {
            return parts.stream().flatMap(Expression::names);
        }

        @Override
        public Stream<Condition.InCohort> cohorts() {
            return parts.stream().flatMap(Expression::cohorts);
        }

        @Override
        public IndexKeys indexKeys() {
            return IndexKeys.union(parts.stream().map(Expression::indexKeys).toList());
        }

        /** All failed, so the first one did. */
        @Override
        public Expression firstFailed(Event event) {
            return parts.get(0).firstFailed(event);
        }
    }

    /** The opposite, so true where the value is absent. */
    record Not(Expression part) implements Expression {

        @Override
        public boolean matches(Event event) {
            return !part.matches(event);
        }

        @Override
        public Stream<Name> names() {
            return part.names();
        }

        @Override
        public Stream<Condition.InCohort> cohorts() {
            return part.cohorts();
        }
    }
}
