package org.openmns.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CohortNameTest {

    private static final String LONGEST = "x".repeat(64);

    @ParameterizedTest
    @ValueSource(strings = {"my-patients", "A", "0", ".", "a_b.C-9"})
    void takesLettersDigitsAndSomePunctuation(String name) {
        assertThat(CohortName.parse(name)).hasValue(new CohortName(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a/b", "é", "a\n", "'"})
    void refusesWhatAUrlWouldHaveToEscape(String name) {
        assertThat(CohortName.parse(name)).isEmpty();
        assertThatThrownBy(() -> new CohortName(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void hasAtMost64Characters() {
        assertThat(CohortName.parse(LONGEST)).isPresent();
        assertThat(CohortName.parse(LONGEST + "x")).isEmpty();
    }

    @Test
    void isAStringInJson() throws Exception {
        var json = new ObjectMapper();

        assertThat(json.writeValueAsString(new CohortName("mine"))).isEqualTo("\"mine\"");
        assertThat(json.readValue("\"mine\"", CohortName.class)).isEqualTo(new CohortName("mine"));
    }
}
