package org.openmns.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CohortWeightTest {

    @Test
    void anNhsNumberWeighsLessThanAnyText() {
        var values = CohortValues.of(List.of("9912003888", "9000000009", "abc"));

        assertThat(CohortWeight.of(values)).isEqualTo(512 + 18 + 18 + 136);
        assertThat(CohortWeight.of(CohortValues.NONE)).isEqualTo(512);
        assertThat(CohortWeight.ofValue("9912003888")).isEqualTo(18);
    }

    /** One that ends the ten digits wrongly is a text. */
    @ParameterizedTest
    @ValueSource(strings = {"a", "9912003889", "caf\u00e9", "\u20ac", "\ud83d\ude00", "\u0080\u07ff\u0800\uffff"})
    void aTextWeighsByItsBytes(String text) {
        assertThat(CohortWeight.ofValue(text)).isEqualTo(130 + 2 * text.getBytes(StandardCharsets.UTF_8).length);
        assertThat(CohortWeight.ofValues(CohortValues.of(List.of(text)))).isEqualTo(CohortWeight.ofValue(text));
    }
}
