package org.openmns.broker.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PostgresUrlTest {

    private static final String PLAIN = "jdbc:postgresql://db.example:5432/openmns";

    @Test
    void addsWhatTheUrlDoesNotSay() {
        assertThat(PostgresUrl.complete(PLAIN))
                .startsWith(PLAIN + "?reWriteBatchedInserts=true&")
                .contains("&socketTimeout=10&", "statement_timeout=8000");
    }

    @Test
    void keepsWhatTheOperatorSays() {
        var own = PLAIN + "?socketTimeout=60&ssl=true&options=-c%20statement_timeout=1";

        assertThat(PostgresUrl.complete(own))
                .startsWith(own + "&")
                .doesNotContain("socketTimeout=10", "statement_timeout=8000");
    }

    @Test
    void addsNothingASecondTime() {
        var complete = PostgresUrl.complete(PLAIN);

        assertThat(PostgresUrl.complete(complete)).isEqualTo(complete);
    }

    @Test
    void lastsAsLongAsAMigration() {
        assertThat(PostgresUrl.patient(PostgresUrl.complete(PLAIN)))
                .contains("&socketTimeout=0&")
                .doesNotContain("socketTimeout=10", "statement_timeout");
    }
}
