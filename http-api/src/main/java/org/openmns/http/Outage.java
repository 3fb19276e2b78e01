package org.openmns.http;

import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

/** Tells the outside world's failures, after which the client may try again, from bugs, after which it need not. */
final class Outage {

    private static final int CAUSES_MAX = 20;

    /** Classes of SQLSTATE that blame the statement: data, constraints, syntax. All others blame database or network. */
    private static final Set<String> BUGS = Set.of("21", "22", "23", "42");

    private Outage() {}

    /** Whether this failure, or what caused it, is time running out, a full queue, or a database that cannot work. */
    static boolean isBehind(Throwable failure) {
        var cause = failure;
        for (var depth = 0; cause != null && depth < CAUSES_MAX; depth++) {
            if (cause instanceof TimeoutException
                    || cause instanceof RejectedExecutionException
                    || (cause instanceof SQLException sql && !blamesTheStatement(sql))) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static boolean blamesTheStatement(SQLException failure) {
        var state = String.valueOf(failure.getSQLState());
        return state.length() == 5 && BUGS.contains(state.substring(0, 2));
    }
}
