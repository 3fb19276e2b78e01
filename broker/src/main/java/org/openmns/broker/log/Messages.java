package org.openmns.broker.log;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/**
 * Which texts of exceptions may be printed: those that speak of the outside world or were written here. Whoever reads
 * numbers, dates, JSON or URLs quotes them when they are wrong, and a database quotes the row that it refused.
 */
final class Messages {

    static final String WITHHELD = "(text withheld: it may quote data)";

    private static final int CAUSES_MAX = 20;

    private static final List<String> HARMLESS = List.of(
            "org.openmns.",
            "java.io.",
            "java.net.",
            "java.nio.channels.",
            "java.nio.file.",
            "java.util.concurrent.",
            "java.lang.NullPointerException",
            "java.lang.ClassCastException",
            "java.lang.IllegalStateException",
            "java.lang.OutOfMemoryError",
            "javax.net.ssl.",
            "io.netty.",
            "io.vertx.",
            "org.apache.pekko.",
            "com.typesafe.config.",
            "com.zaxxer.hikari.",
            "org.flywaydb.");

    /** They quote what they could not read. */
    private static final Set<String> QUOTING =
            Set.of("java.net.URISyntaxException", "org.apache.pekko.http.scaladsl.model.IllegalUriException");

    /** Classes of SQLSTATE that are about data, constraints or the statement; all others are about the server. */
    private static final Set<String> ABOUT_DATA = Set.of("21", "22", "23", "42");

    private Messages() {}

    /** The message, or that there is one that is not for a log. */
    static String of(Throwable failure) {
        var message = String.valueOf(failure.getMessage());
        return isHarmless(failure) && !quotesACause(failure, message) ? message : WITHHELD;
    }

    /** Wrappers repeat what they wrap. */
    private static boolean quotesACause(Throwable failure, String message) {
        var cause = failure.getCause();
        for (var depth = 0; cause != null && depth < CAUSES_MAX; depth++) {
            if (cause.getMessage() != null && message.contains(cause.getMessage()) && !isHarmless(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static boolean isHarmless(Throwable failure) {
        if (failure instanceof SQLException sql) {
            var state = String.valueOf(sql.getSQLState());
            return state.length() == 5 && !ABOUT_DATA.contains(state.substring(0, 2));
        }
        var name = failure.getClass().getName();
        return !QUOTING.contains(name) && HARMLESS.stream().anyMatch(name::startsWith);
    }
}
