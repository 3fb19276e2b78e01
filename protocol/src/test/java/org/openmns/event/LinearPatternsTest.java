package org.openmns.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LinearPatternsTest {

    static String[] large() {
        return new String[] {
            "(?:" + ".".repeat(245) + "){1000}",
            "(?:" + "a?".repeat(100) + "){1000}",
            "(?:(?:(?:" + "a?".repeat(40) + "){10}){10}){10}",
            "((a{1,100}){1,100}){1,100}",
            "(?:[)]" + "b".repeat(200) + "){1000}",
            "(?:\\Q(\\E" + "c".repeat(200) + "){1000}",
            "(?:(?:.{1000}){1000}){100}",
            ".{1000}",
            "(?:a{2,}b){999,}",
            "a".repeat(257)
        };
    }

    @ParameterizedTest
    @MethodSource("large")
    void refusesWhatBecomesALargeProgram(String regex) {
        assertThat(LinearPatterns.program(regex)).isGreaterThan(LinearPatterns.PROGRAM_MAX);
        assertThat(new LinearPatterns().getRegularExpression(regex).matches("a"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
                "^[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}$",
                "^(?:[A-Za-z0-9]{1,20}\\.){0,5}[a-z]{2,10}$",
                "^\\p{L}[\\p{L}' -]{0,70}$"
            })
    void takesWhatPeopleWrite(String regex) {
        assertThat(LinearPatterns.program(regex)).isBetween(1, LinearPatterns.PROGRAM_MAX);
    }

    @Test
    void aLongTextMatchesNothing() {
        var any = new LinearPatterns().getRegularExpression("a");

        assertThat(any.matches("a".repeat(10_000))).isTrue();
        assertThat(any.matches("a".repeat(10_001))).isFalse();
    }
}
