package org.openmns.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutageTest {

    @ParameterizedTest
    @ValueSource(strings = {"08001", "57P01", "25006", "53100", "57014", "HYT00", "90098"})
    void aDatabaseThatCannotWorkIsAnOutage(String state) {
        var failure = new IllegalStateException(new SQLException("no", state));

        assertThat(Outage.isBehind(failure)).isTrue();
        assertThat(Failures.answerTo(failure).status().intValue()).isEqualTo(503);
    }

    @ParameterizedTest
    @ValueSource(strings = {"42P01", "23505", "22001"})
    void aStatementThatIsWrongIsABug(String state) {
        var failure = new IllegalStateException(new SQLException("no", state));

        assertThat(Outage.isBehind(failure)).isFalse();
        assertThat(Failures.answerTo(failure).status().intValue()).isEqualTo(500);
    }

    @Test
    void timeRunningOutAndAFullQueueAreOutages() {
        assertThat(Outage.isBehind(new TimeoutException())).isTrue();
        assertThat(Outage.isBehind(new RejectedExecutionException())).isTrue();
        assertThat(Outage.isBehind(new IllegalStateException())).isFalse();
    }
}
