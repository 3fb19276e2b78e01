package org.openmns.criteria;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.criteria.Events.criteria;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/** What criteria tell of themselves: their text and their names, but never a value. */
class CriteriaTextTest {

    @Test
    void namesWhatItTests() {
        var criteria =
                criteria("gp='A' AND (NOT subject='1' OR EXISTS b OR c IN (1)) AND d NOT LIKE '1' AND e<1 AND gp='B'");

        assertThat(criteria.names()).containsExactly("gp", "subject", "b", "c", "d", "e");
        assertThat(criteria.filterNames()).containsExactly("gp", "b", "c", "d", "e");
    }

    @Test
    void isItsText() throws Exception {
        var json = new ObjectMapper();
        var criteria = criteria("subject='9000000009' AND a IN ('9000000009') AND b LIKE '9000000009'");

        assertThat(json.readValue(json.writeValueAsString(criteria), Criteria.class))
                .isEqualTo(criteria)
                .hasSameHashCodeAs(criteria);
        assertThat(criteria).isNotEqualTo(criteria("a=1"));
    }

    @Test
    void neverShowsAValue() {
        var criteria = criteria("subject='9000000009' AND a IN ('9000000009') AND b LIKE '9000000009'");

        assertThat(criteria).hasToString("Criteria[patientflags-change-1]");
        assertThat(criteria.expression().toString()).doesNotContain("9000000009");
        assertThat(IndexKeys.of(criteria).toString()).doesNotContain("9000000009");
        assertThat(criteria("subject='9000000009'").explain(Events.bare()).toString())
                .doesNotContain("9000000009");
    }
}
