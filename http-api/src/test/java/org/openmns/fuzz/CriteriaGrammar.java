package org.openmns.fuzz;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Valid criteria of every form, however they may be written. */
public final class CriteriaGrammar {

    private static final List<String> TYPES = List.of("patientflags-change-1", "'patientflags-change-1'", "\"p-1\"");
    private static final List<String> NAMES = List.of("subject", "flagtype", "a", "_b.c-d", "time", "cohort", "COHORT");
    private static final List<String> LITERALS = List.of(
            "'NRAF'",
            "\"x\"\"y\"",
            "''",
            "'a''b'",
            "3",
            "-0",
            "3.50",
            "'3'",
            "true",
            "FALSE",
            "'9000000009'",
            "123456789012345678901234567890",
            "'\u00e9\ud83d\ude00'",
            "'50\\%'",
            "'2026-01-01T10:00:00Z'");
    private static final List<String> OPERATORS = List.of("=", "!=", "<>", "<", "<=", ">", ">=");
    private static final List<String> SPACES = List.of(" ", "  ", "\t", "\n", "\r\n ");

    private CriteriaGrammar() {}

    public static String text(SplittableRandom random) {
        var type = "eventType" + gap(random) + "=" + gap(random) + Pieces.one(TYPES, random);
        return random.nextInt(10) == 0 ? type : type + word("AND", random) + expression(random, 4);
    }

    private static String expression(SplittableRandom random, int depth) {
        return switch (depth == 0 ? 9 : random.nextInt(10)) {
            case 0, 1 -> expression(random, depth - 1) + word("AND", random) + expression(random, depth - 1);
            case 2, 3 -> expression(random, depth - 1) + word("OR", random) + expression(random, depth - 1);
            case 4 -> "not" + Pieces.one(SPACES, random) + expression(random, depth - 1);
            case 5 -> "(" + gap(random) + expression(random, depth - 1) + gap(random) + ")";
            default -> test(random);
        };
    }

    private static String test(SplittableRandom random) {
        var name = Pieces.one(NAMES, random);
        var not = random.nextBoolean() ? word("NOT", random) : " ";
        return switch (random.nextInt(6)) {
            case 0 -> "Exists " + name;
            case 1 -> name + not + "in" + gap(random) + "(" + literals(random) + ")";
            case 2 -> name + not + "IN COHORT '" + (random.nextBoolean() ? "flags" : "none.1") + "'";
            case 3 ->
                name + not + "LIKE '" + Pieces.one(List.of("%", "N_AF", "%\\%x", "\\", "a%b%c", ""), random) + "'";
            default -> comparison(name, random);
        };
    }

    private static String comparison(String name, SplittableRandom random) {
        var operator = Pieces.one(OPERATORS, random);
        var ordered = operator.equals("<") || operator.equals("<=") || operator.startsWith(">");
        var literal = ordered ? "'" + random.nextInt(100) + "'" : Pieces.one(LITERALS, random);
        return name + gap(random) + operator + gap(random) + literal;
    }

    private static String literals(SplittableRandom random) {
        return IntStream.rangeClosed(0, random.nextInt(3))
                .mapToObj(i -> gap(random) + Pieces.one(LITERALS, random) + gap(random))
                .collect(Collectors.joining(","));
    }

    private static String word(String keyword, SplittableRandom random) {
        return Pieces.one(SPACES, random) + keyword + Pieces.one(SPACES, random);
    }

    private static String gap(SplittableRandom random) {
        return random.nextInt(3) == 0 ? Pieces.one(SPACES, random) : "";
    }
}
