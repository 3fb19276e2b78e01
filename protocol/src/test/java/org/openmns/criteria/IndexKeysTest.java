package org.openmns.criteria;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IndexKeysTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a='x'                                  | {a=[x]}",
                "a IN ('x','y')                         | {a=[x, y]}",
                "a=3                                    | {a=[3]}",
                "a='3'                                  | {a=[3]}",
                "a=3.0                                  | {a=[3, 3.0]}",
                "a='03'                                 | {a=[03]}",
                "a IN (3.0,true)                        | {a=[3, 3.0, true]}",
                "a='x' OR a='y' OR b IN ('z')           | {a=[x, y], b=[z]}",
                "a='x' AND subject='1'                  | {subject=[1]}",
                "a='x' AND subject IN ('1','2')         | {subject=[1, 2]}",
                "a IN ('x','y') AND b='z'               | {b=[z]}",
                "changed=true AND b IN ('z','w')        | {b=[w, z]}",
                "source='s' AND a IN ('x','y')          | {a=[x, y]}",
                "a='x' AND id='1'                       | {id=[1]}",
                "dataref='d' AND subject='1'            | {subject=[1]}",
                "source='s'                             | {source=[s]}",
                "EXISTS b AND a='x' AND NOT c='1'       | {a=[x]}",
                "(a='x' AND b='1') OR (a='y' AND c>2)   | {a=[x, y]}",
                "a LIKE 'x'                             | {a=[x]}",
                "a LIKE 'x\\%'                          | {a=[x%]}",
                "a='x' AND subject LIKE '9%'            | {a=[x]}",
                "source='s' AND a>1                     | {source=[s]}",
            })
    void areThoseOfTheMostSelectivePart(String expression, String keys) {
        assertThat(keys(expression)).isEqualTo(keys);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NOT a='x'",
                "a!='x'",
                "a NOT IN ('x')",
                "a LIKE '%x'",
                "a LIKE '_x'",
                "a NOT LIKE 'x%'",
                "EXISTS a",
                "a='x' OR EXISTS b",
                "a='x' OR NOT b='y'"
            })
    void areNoneWhereOnlyAScanFindsAll(String expression) {
        assertThat(parsed(expression).isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a LIKE 'ab%'                    | a | closed texts",
                "a LIKE 'ab_'                    | a | closed texts",
                "source='s' AND a LIKE 'ab%'     | a | closed texts",
                "a>5                             | a | numbers",
                "a<=-5.0                         | a | numbers",
                "a>='x'                          | a | texts",
                "a>'5'                           | a | numbers, texts",
                "time>='2026-11' AND time<'2027-01' | time | closed texts",
                "a>5 AND b='1' AND a<10          | b | ",
                "a>5 AND a<10 AND b>1            | a | closed numbers",
                "a>'5' AND a<'6'                 | a | closed numbers, closed texts",
                "a>5 AND a<'x'                   | a | numbers",
                "a>5 AND (a<9 OR a<'x')          | a | numbers",
                "a>5 OR a<2                      | a | numbers, numbers",
                "a>5 OR a='x'                    | a | numbers",
            })
    void areSpansWhereNoValueIsAskedFor(String expression, String name, @Nullable String kinds) {
        var spans = parsed(expression).spans().getOrDefault(Name.of(name), Set.of());

        assertThat(spans.stream().map(IndexKeysTest::kind).sorted().collect(Collectors.joining(", ")))
                .isEqualTo(kinds == null ? "" : kinds);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a='x'",
                "a=3",
                "a='3'",
                "a LIKE '1E+400'",
                "a IN ('x','3',true)",
                "a='x' OR b='y'",
                "a=''",
                "a='ENABLED'",
                "a='012'"
            })
    void areExactWhereWhateverHasOneMatches(String expression) {
        assertThat(parsed(expression).exact()).isTrue();
    }

    /** A number of the same text may be another one, or one that no literal spells. */
    @ParameterizedTest
    @ValueSource(
            strings = {"a=3.0", "a='1E+400'", "a IN ('x',3.0)", "a='x' AND b='y'", "a LIKE 'x%'", "a='x' OR a>1", "a>1"
            })
    void areNotExactWhereMoreIsAskedFor(String expression) {
        assertThat(parsed(expression).exact()).isFalse();
    }

    @Test
    void lookUpEachValueOfAnEventOnce() {
        var event = Events.with(Map.of(
                "text",
                "x",
                "number",
                new BigDecimal("3.00"),
                "big",
                new BigDecimal("1E+400"),
                "truth",
                true,
                "list",
                Arrays.asList("x", null, "3", 3L)));

        assertThat(values(event, "text")).containsExactly("x");
        assertThat(values(event, "number")).containsExactly("3");
        assertThat(values(event, "big")).containsExactly("1E+400");
        assertThat(values(event, "truth")).containsExactly("true");
        assertThat(values(event, "list")).containsExactlyInAnyOrder("x", "3");
        assertThat(values(event, "subject")).containsExactly("9000000009");
        assertThat(values(event, "missing")).isEmpty();
    }

    private static Iterable<String> values(org.openmns.event.Event event, String name) {
        return IndexKeys.of(event, Name.of(name));
    }

    private static String keys(String expression) {
        var sorted = new TreeMap<String, TreeSet<String>>();
        parsed(expression).values().forEach((name, texts) -> sorted.put(name.text(), new TreeSet<>(texts)));
        return sorted.toString();
    }

    private static String kind(Span span) {
        return (span.isClosed() ? "closed " : "") + (span.isOfTexts() ? "texts" : "numbers");
    }

    private static IndexKeys parsed(String expression) {
        return IndexKeys.of(Criteria.parse("eventType=t AND " + expression));
    }
}
