package org.openmns.criteria;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openmns.cohort.CohortName;
import org.openmns.cohort.Membership;
import org.openmns.event.Event;

class CohortCriteriaTest {

    private static final Map<String, Membership> COHORTS = Map.of(
            "patients", Set.of("9000000009", "9434765919")::contains,
            "codes", Set.of("3", "XY11", "true", "", "3.50")::contains,
            "empty", text -> false);

    private static final Event EVENT = Events.with(Map.of(
            "gp",
            "XY11",
            "cohort",
            "XY11",
            "three",
            new BigDecimal("3.0"),
            "weight",
            new BigDecimal("3.50"),
            "threeText",
            "3.0",
            "yes",
            true,
            "blank",
            "",
            "list",
            List.of("A", "XY11"),
            "others",
            List.of("A", "B"),
            "none",
            List.of()));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "subject IN COHORT 'patients'",
                "subject in cohort \"patients\"",
                "gp IN COHORT 'codes'",
                "three IN COHORT 'codes'",
                "yes IN COHORT 'codes'",
                "blank IN COHORT 'codes'",
                "list IN COHORT 'codes'",
                "gp NOT IN COHORT 'patients'",
                "others NOT IN COHORT 'codes'",
                "none NOT IN COHORT 'codes'",
                "threeText NOT IN COHORT 'codes'",
                "weight NOT IN COHORT 'codes'",
                "gp NOT IN COHORT 'empty'",
                "NOT gp IN COHORT 'patients'",
                "NOT missing IN COHORT 'codes'",
                "gp='A' OR subject IN COHORT 'patients'",
                "cohort IN COHORT 'codes'",
                "cohort='XY11' AND cohort IN ('XY11')",
                "EXISTS cohort"
            })
    void matches(String expression) {
        assertThat(bound(expression).matches(EVENT)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "subject IN COHORT 'codes'",
                "subject NOT IN COHORT 'patients'",
                "missing IN COHORT 'codes'",
                "missing NOT IN COHORT 'codes'",
                "list NOT IN COHORT 'codes'",
                "none IN COHORT 'codes'",
                "others IN COHORT 'codes'",
                "threeText IN COHORT 'codes'",
                "weight IN COHORT 'codes'",
                "gp IN COHORT 'empty'",
                "gp='A' AND subject IN COHORT 'patients'"
            })
    void doesNotMatch(String expression) {
        assertThat(bound(expression).matches(EVENT)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a IN COHORT            | 28 | a cohort's name in quotes: 1 to 64 letters, digits, . _ -, found the end",
                "a IN COHORT mine       | 29 | a cohort's name in quotes: 1 to 64 letters, digits, . _ -, found a word without quotes",
                "a IN COHORT ('mine')   | 29 | a cohort's name in quotes: 1 to 64 letters, digits, . _ -, found (",
                "a IN COHORT ''         | 29 | a cohort's name in quotes: 1 to 64 letters, digits, . _ -, found a quoted text",
                "a IN COHORT 'my list'  | 29 | a cohort's name in quotes: 1 to 64 letters, digits, . _ -, found a quoted text",
                "a IN COHORT 3          | 29 | a cohort's name in quotes: 1 to 64 letters, digits, . _ -, found a number",
                "a NOT IN COHORT NOT    | 33 | a cohort's name in quotes: 1 to 64 letters, digits, . _ -, found NOT",
                "a IN mine              | 22 | ( or COHORT, found a word without quotes",
                "a NOT IN 'mine'        | 26 | ( or COHORT, found a quoted text",
                "a COHORT 'mine'        | 19 | an operator, IN, LIKE or NOT, found a word without quotes",
                "a NOT COHORT 'mine'    | 23 | IN or LIKE, found a word without quotes",
                "a IN COHORT 'm' 'n'    | 33 | AND, OR or the end, found a quoted text",
            })
    void saysWhereAndWhatWasExpected(String expression, int position, String expectedAndFound) {
        assertThatThrownBy(() -> Criteria.parse("eventType=x AND " + expression))
                .isInstanceOf(CriteriaException.class)
                .hasMessage("At position " + position + ": expected " + expectedAndFound);
    }

    @Test
    void refersToAtMostAHundredCohorts() {
        assertThatCode(() -> Criteria.parse(references(100))).doesNotThrowAnyException();
        assertThatThrownBy(() -> Criteria.parse(references(101)))
                .hasMessageEndingWith(": expected at most 100 cohorts, found a quoted text");
    }

    @Test
    void explainsByTheTextOfTheTest() {
        assertThat(bound("gp='XY11' AND subject  IN cohort 'codes'")
                        .explain(EVENT)
                        .failedTest())
                .hasValue("subject  IN cohort 'codes'");
        assertThat(bound("subject NOT IN COHORT 'patients' OR a='1'")
                        .explain(EVENT)
                        .failedTest())
                .hasValue("subject NOT IN COHORT 'patients'");
        assertThat(bound("gp IN COHORT 'codes'").explain(EVENT)).isEqualTo(Explanation.MATCHES);
    }

    @Test
    void namesWhatItTestsAndTheCohortsItRefersTo() {
        var criteria = parsed("gp IN COHORT 'b' AND (NOT subject NOT IN COHORT 'a' OR x='1' OR list IN COHORT 'b')");

        assertThat(criteria.names()).containsExactly("gp", "subject", "x", "list");
        assertThat(criteria.filterNames()).containsExactly("gp", "x", "list");
        assertThat(criteria.cohorts()).containsExactly(new CohortName("b"), new CohortName("a"));
        assertThat(criteria.namesCohorts()).isTrue();
        assertThat(parsed("cohort='x'").namesCohorts()).isFalse();
    }

    @Test
    void isItsTextBoundOrNot() throws Exception {
        var json = new ObjectMapper();
        var criteria = parsed("subject IN COHORT 'patients'");
        var bound = bound("subject IN COHORT 'patients'");

        assertThat(bound).isEqualTo(criteria).isNotSameAs(criteria);
        assertThat(json.readValue(json.writeValueAsString(bound), Criteria.class))
                .isEqualTo(criteria);
        var without = parsed("subject='9000000009'");
        assertThat(without.bind(CohortCriteriaTest::cohort)).isSameAs(without);
    }

    @Test
    void matchesOnlyOnceItIsBound() {
        var criteria = parsed("subject IN COHORT 'patients'");

        assertThatThrownBy(() -> criteria.matches(EVENT)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> criteria.explain(EVENT)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> IndexKeys.of(criteria)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "subject IN COHORT 'patients'                             | {}         | {subject=1}",
                "subject IN COHORT 'patients' AND a='x'                   | {}         | {subject=1}",
                "subject IN COHORT 'patients' AND subject='1'             | {subject=1} | {}",
                "a IN COHORT 'codes' AND b IN ('x','y')                   | {b=2}      | {}",
                "a IN COHORT 'codes' AND source='x'                       | {}         | {a=1}",
                "a IN COHORT 'codes' AND changed=true                     | {}         | {a=1}",
                "a IN COHORT 'codes' OR b='x' OR a IN COHORT 'patients'   | {b=1}      | {a=2}",
                "a IN COHORT 'codes' OR a IN COHORT 'codes'               | {}         | {a=1}",
                "a IN COHORT 'codes' OR b>1                               | {}         | {a=1}",
                "a IN COHORT 'codes' OR EXISTS b                          | {}         | {}",
                "a NOT IN COHORT 'codes'                                  | {}         | {}",
                "NOT a IN COHORT 'codes'                                  | {}         | {}",
            })
    void isLookedUpByTheMostSelectivePart(String expression, String values, String cohorts) {
        var keys = IndexKeys.of(bound(expression));

        assertThat(sizes(keys.values())).isEqualTo(values);
        assertThat(sizes(keys.cohorts())).isEqualTo(cohorts);
        assertThat(keys.isEmpty()).isEqualTo(values.equals("{}") && cohorts.equals("{}"));
        assertThat(keys.exact()).isFalse();
    }

    private static String sizes(Map<Name, ? extends Set<?>> keys) {
        return keys.entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> entry.getKey().text(),
                        entry -> entry.getValue().size()))
                .toString();
    }

    private static String references(int count) {
        return "eventType=x AND "
                + IntStream.range(0, count)
                        .mapToObj(i -> "a IN COHORT 'c" + i + "'")
                        .collect(Collectors.joining(" OR "));
    }

    private static Criteria bound(String expression) {
        return parsed(expression).bind(CohortCriteriaTest::cohort);
    }

    private static Membership cohort(CohortName name) {
        return COHORTS.getOrDefault(name.value(), text -> false);
    }

    private static Criteria parsed(String expression) {
        return Criteria.parse("eventType='" + Events.TYPE + "' AND " + expression);
    }
}
