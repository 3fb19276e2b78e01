package org.openmns.criteria;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
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
                "a LIKE 'x%'",
                "a>1",
                "EXISTS a",
                "a='x' OR b>1",
                "a='x' OR NOT b='y'"
            })
    void areNoneWhereOnlyAScanFindsAll(String expression) {
        assertThat(keys(expression)).isEqualTo("{}");
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
        IndexKeys.of(Criteria.parse("eventType=t AND " + expression))
                .values()
                .forEach((name, texts) -> sorted.put(name.text(), new TreeSet<>(texts)));
        return sorted.toString();
    }
}
