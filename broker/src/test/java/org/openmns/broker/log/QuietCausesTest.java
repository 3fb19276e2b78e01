package org.openmns.broker.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ThrowableProxy;
import java.net.ConnectException;
import java.net.URISyntaxException;
import java.sql.SQLException;
import java.time.format.DateTimeParseException;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class QuietCausesTest {

    private static final String DATA = "9434765919";

    private static String printed(Throwable failure) {
        var converter = new QuietCauses();
        converter.start();
        return converter.throwableProxyToString(new ThrowableProxy(failure));
    }

    static Stream<Throwable> quoting() {
        return Stream.of(
                new SQLException("Unique index violation: VALUES('" + DATA + "')", "23505"),
                new SQLException("of no state: " + DATA),
                new NumberFormatException("For input string: \"" + DATA + "\""),
                new IllegalArgumentException("Invalid UUID string: " + DATA),
                new DateTimeParseException("Text '" + DATA + "' could not be parsed", DATA, 0),
                new URISyntaxException(DATA, "Illegal character"));
    }

    @ParameterizedTest
    @MethodSource("quoting")
    void leavesOutTextsThatQuoteData(Throwable failure) {
        var suppressing = new IllegalStateException("cannot go on: " + failure.getMessage(), failure);
        suppressing.addSuppressed(failure);

        assertThat(printed(failure))
                .doesNotContain(DATA)
                .contains(failure.getClass().getName(), Messages.WITHHELD, "at org.openmns.broker.log.QuietCausesTest");
        assertThat(printed(new CompletionException(failure))).doesNotContain(DATA);
        assertThat(printed(suppressing)).doesNotContain(DATA).contains("Suppressed: ");
    }

    @Test
    void printsWhatAnOperatorNeeds() {
        var refused = new SQLException("Connection to db:5432 refused", "08001", new ConnectException("refused"));

        assertThat(printed(new IllegalStateException("cannot go on", refused)))
                .contains(
                        "cannot go on",
                        "Connection to db:5432 refused",
                        "Caused by: java.net.ConnectException: refused");
    }
}
