package org.openmns.criteria;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.criteria.Events.EVENT;
import static org.openmns.criteria.Events.criteria;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Why criteria do not match. */
class ExplanationTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "gp='XY11' AND code='4' AND age=1       | code='4'",
                "gp = 'A'                               | gp = 'A'",
                "(gp='A' OR code = 9) AND age=1         | gp='A'",
                "gp='XY11' AND NOT  (code=3)            | NOT  (code=3)",
                "code=3 AND (age=70 AND gp IN ('a' ,2)) | gp IN ('a' ,2)",
                "EXISTS missing OR missing NOT LIKE 'x' | EXISTS missing",
                "gp='B' OR gp='B'                       | gp='B'",
            })
    void explainsWhichTestFailedFirst(String expression, String failed) {
        var explanation = criteria(expression).explain(EVENT);

        assertThat(explanation.matches()).isFalse();
        assertThat(explanation.failedTest()).hasValue(failed);
    }

    @Test
    void explainsAMatchAndAnotherType() {
        assertThat(criteria("gp='XY11'").explain(EVENT)).isEqualTo(Explanation.MATCHES);
        assertThat(Criteria.parse("eventType=other-1 AND gp='A'").explain(EVENT).failedTest())
                .hasValue("eventType='other-1'");
    }
}
