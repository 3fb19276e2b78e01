package org.openmns.criteria;

import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Valid criteria of every form, over few names and values so that some events match. */
final class RandomCriteria {

    private static final String[] NAMES = {"subject", "a", "b"};
    private static final String[] LITERALS = {"'x'", "'3'", "3", "3.0", "'3.0'", "true", "'true'", "'9000000009'"};
    private static final String[] OPERATORS = {"=", "!=", "<>", "<", "<=", ">", ">="};

    private RandomCriteria() {}

    static String text(SplittableRandom random) {
        return "eventType='" + Events.TYPE + "'" + (random.nextInt(10) == 0 ? "" : " AND " + expression(random, 3));
    }

    private static String expression(SplittableRandom random, int depth) {
        return switch (depth == 0 ? 9 : random.nextInt(10)) {
            case 0, 1 -> expression(random, depth - 1) + " AND " + expression(random, depth - 1);
            case 2, 3 -> expression(random, depth - 1) + " OR " + expression(random, depth - 1);
            case 4 -> "NOT " + expression(random, depth - 1);
            case 5 -> "(" + expression(random, depth - 1) + ")";
            default -> test(random);
        };
    }

    private static String test(SplittableRandom random) {
        var name = one(NAMES, random);
        return switch (random.nextInt(7)) {
            case 0 -> "EXISTS " + name;
            case 4 -> name + (random.nextBoolean() ? " IN COHORT '" : " NOT IN COHORT '") + random.nextInt(3) + "'";
            case 1 -> name + (random.nextBoolean() ? " IN (" : " NOT IN (") + literals(random) + ")";
            case 2 -> name + " LIKE '%" + random.nextInt(4) + "_'";
            case 3 -> name + one(OPERATORS, random) + random.nextInt(5);
            default -> name + "=" + one(LITERALS, random);
        };
    }

    private static String literals(SplittableRandom random) {
        return IntStream.rangeClosed(0, random.nextInt(3))
                .mapToObj(i -> one(LITERALS, random))
                .collect(Collectors.joining(","));
    }

    private static String one(String[] choices, SplittableRandom random) {
        return choices[random.nextInt(choices.length)];
    }
}
