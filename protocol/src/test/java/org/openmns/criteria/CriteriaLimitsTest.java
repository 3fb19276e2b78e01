package org.openmns.criteria;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.openmns.criteria.CriteriaRefusals.refuses;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long, how deep and of how many values criteria may be. */
class CriteriaLimitsTest {

    @Test
    void holdsTenThousandValues() {
        assertThatCode(() -> Criteria.parse("eventType=x AND a IN (" + values(10_000) + ")"))
                .doesNotThrowAnyException();
        refuses(
                "eventType=x AND a IN (" + values(10_001) + ")",
                22 + 10_000 * 14 + 1,
                "at most 10000 values, found a quoted text");
    }

    @Test
    void limitsTheBytesOfTheText() {
        var room = Lexer.TEXT_BYTES_MAX - "eventType=x AND a=''".length();

        assertThatCode(() -> Criteria.parse(withValue("x".repeat(room)))).doesNotThrowAnyException();
        refuses(withValue("x".repeat(room + 1)), Lexer.TEXT_BYTES_MAX + 1, "at most 262144 bytes, found more");
        refuses(withValue("é".repeat(room / 2 + 1)), 19 + room / 2 + 1, "at most 262144 bytes, found more");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "NOT ", "NOT(", "(NOT "})
    void limitsHowDeepItNests(String opening) {
        var levels = opening.contains("NOT") && opening.contains("(") ? 2 : 1;
        var deepest = opening.repeat(32 / levels);

        assertThatCode(() -> Criteria.parse(nested(deepest))).doesNotThrowAnyException();
        refusesDeeper(opening + deepest);
        refusesDeeper(opening.repeat(50_000 / opening.length()));
    }

    @Test
    void longChainsDoNotNest() {
        var chain = IntStream.range(0, 9_000).mapToObj(i -> "a=" + i).collect(Collectors.joining(" OR NOT b=1 AND "));

        assertThatThrownBy(() -> Criteria.parse("eventType=x AND " + chain))
                .hasMessageContaining("at most 10000 values");
        assertThat(Criteria.parse("eventType=x AND " + chain.replaceAll(" OR NOT b=1 AND ", " OR "))
                        .matches(Events.bare()))
                .isFalse();
    }

    @Test
    void limitsALikePattern() {
        assertThatCode(() -> Criteria.parse("eventType=x AND a LIKE '" + "x".repeat(256) + "'"))
                .doesNotThrowAnyException();
        refuses(
                "eventType=x AND a LIKE '" + "x".repeat(257) + "'",
                24,
                "a pattern of at most 256 characters, found a quoted text");
    }

    private static void refusesDeeper(String openings) {
        var thrown = catchThrowableOfType(CriteriaException.class, () -> Criteria.parse(nested(openings)));
        assertThat(thrown).hasMessageContaining("at most 32 levels of parentheses and NOT");
    }

    private static String nested(String openings) {
        return "eventType=x AND " + openings + "a=1"
                + openings.replaceAll("[^(]", "").replace("(", ")");
    }

    private static String withValue(String value) {
        return "eventType=x AND a='" + value + "'";
    }

    private static String values(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "'" + (9_000_000_000L + i) + "'")
                .collect(Collectors.joining(", "));
    }
}
