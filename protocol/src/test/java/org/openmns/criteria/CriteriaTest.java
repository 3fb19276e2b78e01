package org.openmns.criteria;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.criteria.Events.EVENT;
import static org.openmns.criteria.Events.criteria;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CriteriaTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gp='XY11'",
                "gp=\"XY11\"",
                "gp!='XY12'",
                "gp<>'XY12'",
                "empty=''",
                "EXISTS gp",
                "EXISTS empty",
                "EXISTS none",
                "NOT EXISTS missing",
                "NOT missing='x'",
                "NOT missing!='x'",
                "NOT missing NOT IN ('x')",
                "NOT missing NOT LIKE 'x'",
                "NOT missing<1",
                "code='3'",
                "code=3",
                "age=70",
                "age='70'",
                "age=70.0",
                "age='70.0'",
                "ageText=70",
                "weight=3.5",
                "weight='3.5'",
                "weight=3.50",
                "three=3",
                "three='3'",
                "padded='03'",
                "zero=0",
                "zero='-0'",
                "yes=true",
                "yes='true'",
                "yes=TRUE",
                "yes!=false",
                "age>65",
                "age>='70'",
                "age<=70",
                "age<70.5",
                "age>-1",
                "ageText>65",
                "ageText<100",
                "ageText<'8'",
                "gp<'XY12'",
                "gp>'A'",
                "huge>1",
                "tiny<1",
                "tiny>0",
                "weight>3.49",
                "sizes>29",
                "sizes<2",
                "gp IN ('A','XY11')",
                "age IN ('70')",
                "age IN (1,70.0)",
                "code IN (3)",
                "yes IN (true)",
                "gp NOT IN ('A')",
                "weight IN (3.5)",
                "three IN ('3')",
                "products='P2'",
                "holey='P2'",
                "holey IN ('P2')",
                "holey LIKE 'P_'",
                "holey!='null'",
                "products IN ('P9','P1')",
                "products LIKE '%2'",
                "products!='P3'",
                "products NOT IN ('P3')",
                "products NOT LIKE 'X%'",
                "sizes=30",
                "sizes='30'",
                "none!='x'",
                "gp LIKE 'XY__'",
                "gp LIKE '%'",
                "gp LIKE '%1%1'",
                "gp LIKE 'X%'",
                "gp LIKE 'XY11'",
                "empty LIKE '%'",
                "empty LIKE ''",
                "age LIKE '7_'",
                "yes LIKE 't%'",
                "weight LIKE '3.5'",
                "smile LIKE 'a_b'",
                "smile LIKE '%\uD83D\uDE00%'",
                "path LIKE '50\\%\\_off\\\\'",
                "path LIKE '50\\%%'",
                "gp NOT LIKE 'xy%'",
                "gp LIKE '%%%XY%%11%'",
                "subject='9000000009'",
                "subject=9000000009",
                "id='e-1'",
                "source='uk.nhs.patient-flags-service'",
                "versionid='W/\"16\"'",
                "dataref LIKE 'https://%/1'",
                "time>='2026-11-22'",
                "gp='A' OR gp='XY11'",
                "gp='XY11' OR missing='x' AND code='9'",
                "NOT gp='A' AND code=3",
                "NOT (gp='A' OR code=4)",
                "NOT NOT gp='XY11'"
            })
    void matches(String expression) {
        assertThat(criteria(expression).matches(EVENT)).isTrue();
        assertThat(criteria("NOT (" + expression + ")").matches(EVENT)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gp='xy11'",
                "GP='XY11'",
                "gp!='XY11'",
                "missing='x'",
                "missing!='x'",
                "missing<>'x'",
                "missing IN ('x')",
                "missing NOT IN ('x')",
                "missing LIKE '%'",
                "missing NOT LIKE 'x'",
                "missing<1",
                "missing>='a'",
                "EXISTS missing",
                "NOT EXISTS gp",
                "padded='3'",
                "padded=3",
                "code='03'",
                "age='070'",
                "age=71",
                "age='7O'",
                "yes='TRUE'",
                "yes=1",
                "yes!=true",
                "huge=1",
                "tiny=0",
                "code='3.0'",
                "code=3.0",
                "age>70",
                "age<'abc'",
                "age>'abc'",
                "gp>1",
                "gp<1",
                "yes>0",
                "yes<'z'",
                "ageText<'10'",
                "gp>'XY11'",
                "products='P3'",
                "products!='P2'",
                "products NOT IN ('P1')",
                "products NOT LIKE '%2'",
                "none='x'",
                "none LIKE '%'",
                "none IN ('x')",
                "sizes>30",
                "sizes='3'",
                "gp IN ('a','b')",
                "age IN ('071')",
                "gp NOT IN ('XY11')",
                "gp LIKE 'XY'",
                "gp LIKE 'Y%'",
                "gp LIKE '___'",
                "gp LIKE '_____'",
                "gp LIKE ''",
                "gp LIKE 'XY1\\1'",
                "gp LIKE 'XY\\%'",
                "empty LIKE '_'",
                "smile LIKE 'a__b'",
                "gp LIKE '%2%'",
                "gp LIKE 'XY11_%'",
                "source='hidden'",
                "SUBJECT='9000000009'",
                "gp='A' OR gp='B'",
                "gp='XY11' AND code='4'",
                "NOT gp='XY11'"
            })
    void doesNotMatch(String expression) {
        assertThat(criteria(expression).matches(EVENT)).isFalse();
        assertThat(criteria("NOT (" + expression + ")").matches(EVENT)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"subject", "versionid", "dataref"})
    void anAttributeThatTheEventDoesNotHaveIsAbsent(String name) {
        assertThat(criteria("EXISTS " + name).matches(Events.bare())).isFalse();
        assertThat(criteria(name + "!='x'").matches(Events.bare())).isFalse();
        assertThat(criteria("NOT " + name + "='x'").matches(Events.bare())).isTrue();
    }

    @Test
    void theEventTypeAloneMatchesEveryEventOfTheTypeAndNoOther() {
        assertThat(Criteria.parse("eventType=" + Events.TYPE).matches(Events.bare()))
                .isTrue();
        assertThat(Criteria.parse("eventType=patientflags-change-2").matches(Events.bare()))
                .isFalse();
    }

    @Test
    void inIsAnyEqualityAndDifferentIsNone() {
        var literals = List.of(
                "'3'", "3", "3.0", "'03'", "70", "'70.0'", "true", "'TRUE'", "'P1'", "30", "'30.0'", "''", "3.5", "-0",
                "'1E3'");
        for (var name : EVENT.filtering().values().keySet()) {
            for (var one : literals) {
                for (var other : literals) {
                    var any = holds(name + "=" + one + " OR " + name + "=" + other);
                    assertThat(holds(name + " IN (" + one + "," + other + ")")).isEqualTo(any);
                    assertThat(holds(name + " NOT IN (" + one + "," + other + ")"))
                            .isEqualTo(holds("EXISTS " + name) && !any);
                    assertThat(holds(name + "!=" + one + " AND " + name + "<>" + other))
                            .isEqualTo(holds("EXISTS " + name) && !any);
                }
            }
        }
    }

    private static boolean holds(String expression) {
        return criteria(expression).matches(EVENT);
    }
}
