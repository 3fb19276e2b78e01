package org.openmns.fuzz;

import java.util.List;
import java.util.SplittableRandom;

/** What inputs are put together from: the texts at which readers of such things have failed before. */
public final class Pieces {

    /** JSON values that are, or look like, what a field may hold. */
    private static final List<String> JSON = List.of(
            "null",
            "true",
            "0",
            "-1",
            "-0.0",
            "1e400",
            "1e999999999",
            "1E-999999999",
            "1e2147483648",
            "2147483648",
            "9223372036854775808",
            "123456789012345678901234567890",
            "0.1e-7",
            "\"\"",
            "\" \"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "\"\ud83d\ude00\"",
            "\"9000000009\"",
            "\"2026-02-30T00:00:00Z\"",
            "\"2026-01-01T10:00:60Z\"",
            "\"2026-01-01T10:00:00+23:59\"",
            "\"0000-01-01T00:00:00Z\"",
            "\"PT5S\"",
            "\"P1Y\"",
            "\"https://[::1]:99999/\"",
            "\"https://a%00b/\"",
            "\"http://a@b/\"",
            "\"//\"",
            "\"%zz\"",
            "\"a\\r\\nX: y\"",
            "\"X: \\u00e9\"",
            "\"Authorization: Bearer abc\"",
            "\"../../etc/passwd\"",
            "\"*\"",
            "\"patientflags-change-1\"",
            "\"pds-change-of-gp-1\"",
            "\"requested\"",
            "\"rest-hook\"",
            "\"application/fhir+json\"",
            "\"eventType=patientflags-change-1\"",
            "\"1.0\"",
            "\"NRAF\"",
            "[]",
            "{}",
            "[null]",
            "[[]]",
            "[\"a\",1,1.5]",
            "{\"\":{}}",
            "{\"a\":1,\"a\":2}",
            "{\"a.b\":\"c\"}",
            "[",
            "}",
            "");

    private static final List<String> NAMES = List.of(
            "",
            " ",
            "id",
            "data",
            "data_base64",
            "filtering",
            "subject",
            "a.b",
            "\u00e9",
            "\ud83d\ude00",
            "x",
            "type",
            "specversion",
            "headers",
            "status",
            "end",
            "delivery",
            "hydration",
            "hosts",
            "enabled",
            "__proto__",
            "class");

    private static final List<String> TEXTS = List.of(
            "eventType",
            "=",
            "'",
            "\"",
            " AND ",
            " OR ",
            "NOT ",
            "(",
            ")",
            " IN ",
            " LIKE ",
            "EXISTS ",
            "COHORT '",
            ",",
            "{",
            "}",
            "[",
            "]",
            ":",
            "\\",
            "\\u00",
            "%",
            "%2F",
            "%00",
            "%zz",
            "..",
            "/",
            ";",
            "?",
            "&",
            "#",
            "\u0000",
            "\r\n",
            "\t",
            " ",
            "\u00e9",
            "\ud800",
            "\ud83d\ude00",
            "\ufeff",
            "0",
            "-",
            "1e9",
            ".",
            "true",
            "null",
            "@");

    private Pieces() {}

    /** The text of a JSON value, now and then of none. */
    public static String json(SplittableRandom random) {
        return switch (random.nextInt(40)) {
            case 0 -> nested("[", "]", random.nextInt(1_100));
            case 1 -> nested("{\"a\":", "}", random.nextInt(40));
            case 2 -> '"' + "x".repeat(random.nextInt(5_000)) + '"';
            case 3 -> "9".repeat(1 + random.nextInt(1_100));
            default -> one(JSON, random);
        };
    }

    /** A field's name. */
    static String name(SplittableRandom random) {
        return random.nextInt(30) == 0 ? "n".repeat(random.nextInt(2_000)) : one(NAMES, random);
    }

    /** A few characters. */
    public static String text(SplittableRandom random) {
        return random.nextInt(4) == 0
                ? Character.toString((char) random.nextInt(random.nextBoolean() ? 0x100 : 0x10000))
                : one(TEXTS, random);
    }

    public static <T> T one(List<T> choices, SplittableRandom random) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static String nested(String open, String close, int depth) {
        return open.repeat(depth) + "1" + close.repeat(depth);
    }
}
