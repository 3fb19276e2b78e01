package org.openmns.broker.index;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.openmns.event.Event;
import org.openmns.event.EventId;
import org.openmns.event.Filtering;
import org.openmns.event.JsonBytes;
import org.openmns.event.TopicName;

/** Criteria, events and members of cohorts over few names and values, so that they meet often and in every way. */
final class RandomCases {

    /** Every value equals some literal of {@link #LITERALS}, of its own kind or of another. */
    private static final List<Object> VALUES = List.of(
            "x",
            "y",
            "3",
            "3.0",
            "03",
            "true",
            "TRUE",
            "",
            3L,
            4L,
            -1L,
            true,
            false,
            new BigDecimal("3.0"),
            new BigDecimal("3.50"),
            new BigDecimal("30E-1"),
            new BigDecimal("1E+400"),
            new BigDecimal("9223372036854775807.0"),
            Long.MAX_VALUE,
            List.of(),
            List.of("x", "y"),
            List.of("x", "x", "3"),
            List.of(3L, 4L),
            List.of(-1L, 40L),
            List.of("1", "40"),
            List.of("x", 1L),
            List.of("5", 40L),
            "xy",
            "xz\uffff",
            "2026-11-22T10:00:00Z",
            40L);

    /** Some values equal to {@link #VALUES}, and two that no event has. */
    private static final List<String> MEMBERS =
            List.of("x", "y", "3", "3.0", "03", "true", "", "4", "3.5", "1E+400", "9434765919", "z");

    private static final List<String> LITERALS = List.of(
            "'x'",
            "'y'",
            "3",
            "'3'",
            "3.0",
            "'3.0'",
            "'03'",
            "4",
            "-1",
            "true",
            "false",
            "'true'",
            "'TRUE'",
            "''",
            "3.5",
            "'3.50'",
            "'1E+400'",
            "9223372036854775807",
            "9223372036854775807.0",
            "1" + "0".repeat(60));

    private static final List<String> PATTERNS = List.of(
            "x", "x%", "x_", "xz%", "xz\uffff%", "\uffff%", "3%", "3", "3.5%", "-%", "t%", "_", "%y", "%", "", "x\\%");

    private static final List<String> ORDERS = List.of("<", "<=", ">", ">=");

    private static final List<String> BOUNDS = List.of(
            "1",
            "3",
            "3.0",
            "-5",
            "10",
            "'1'",
            "'3'",
            "'10'",
            "'3.5'",
            "'03'",
            "'x'",
            "'xy'",
            "''",
            "'t'",
            "'2026-11'");

    private RandomCases() {}

    static String criteria(SplittableRandom random) {
        return "eventType=t AND " + expression(random, random.nextInt(3));
    }

    static Event event(SplittableRandom random) {
        var filtering = new HashMap<String, Object>();
        for (var name : List.of("a", "b")) {
            if (random.nextInt(4) > 0) {
                filtering.put(name, one(VALUES, random));
            }
        }
        return event(one(List.of("x", "3", "xy", "40"), random), filtering);
    }

    static Event event(String subject, Map<String, Object> filtering) {
        return new Event(
                new Event.Attributes(
                        new TopicName("t"),
                        new EventId("x", "1"),
                        "2026-11-22T10:00:00Z",
                        Optional.of(subject),
                        Event.Reference.NONE),
                new Filtering(filtering),
                JsonBytes.of("{}"),
                new Event.Trace("c", Optional.empty()));
    }

    static String member(SplittableRandom random) {
        return one(MEMBERS, random);
    }

    private static String expression(SplittableRandom random, int depth) {
        if (depth > 0) {
            var left = expression(random, depth - 1);
            var right = expression(random, depth - 1);
            return switch (random.nextInt(5)) {
                case 0, 1 -> "(" + left + " OR " + right + ")";
                case 2 -> "NOT (" + left + ")";
                default -> left + " AND " + right;
            };
        }
        var name = List.of("subject", "a", "b", "source", "time", "a").get(random.nextInt(6));
        return switch (random.nextInt(22)) {
            case 13, 14, 15 -> name + " LIKE '" + one(PATTERNS, random) + "'";
            case 16 -> name + " NOT LIKE '" + one(PATTERNS, random) + "'";
            case 17, 18 -> name + one(ORDERS, random) + one(BOUNDS, random);
            case 19, 20 -> between(name, random);
            case 21 -> "EXISTS " + name;
            case 10, 11 -> name + " IN COHORT '" + random.nextInt(4) + "'";
            case 12 -> name + " NOT IN COHORT '" + random.nextInt(4) + "'";
            case 0 -> name + "!=" + one(LITERALS, random);
            case 1 -> name + ">=" + random.nextInt(5);
            case 2 -> name + " NOT IN (" + one(LITERALS, random) + ")";
            case 3 -> name + " LIKE '_'";
            case 4, 5, 6 -> name + " IN (" + one(LITERALS, random) + "," + one(LITERALS, random) + ")";
            default -> name + "=" + one(LITERALS, random);
        };
    }

    private static String between(String name, SplittableRandom random) {
        return "(" + name + one(List.of(">", ">="), random) + one(BOUNDS, random)
                + " AND " + name + one(List.of("<", "<="), random) + one(BOUNDS, random)
                + " AND " + name + one(ORDERS, random) + one(BOUNDS, random) + ")";
    }

    private static <T> T one(List<T> choices, SplittableRandom random) {
        return choices.get(random.nextInt(choices.size()));
    }
}
