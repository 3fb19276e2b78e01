package org.openmns.broker.store;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The URL of a PostgreSQL server with what OpenMNS asks of its connections; what the operator's URL says wins. */
final class PostgresUrl {

    static final String PREFIX = "jdbc:postgresql:";

    /**
     * The rule: the server gives up first, for it knows why; then the socket, for it may be that nobody is there.
     *
     * <ul>
     *   <li>statement_timeout, in ms: the slowest statement of ours reads a page of 1 MiB; one of 8 s is stuck.
     *   <li>lock_timeout, in ms: nobody holds a lock longer than a commit takes. Below publish-timeout, which is 5 s.
     *   <li>idle_in_transaction_session_timeout, in ms: a node that was paused, or cut off, gives up its locks.
     * </ul>
     */
    private static final String SESSION =
            "-c%20statement_timeout=8000%20-c%20lock_timeout=4000%20-c%20idle_in_transaction_session_timeout=10000";

    private static final Map<String, String> DEFAULTS = defaults();

    private PostgresUrl() {}

    /**
     * Times in seconds.
     *
     * <ul>
     *   <li>reWriteBatchedInserts: the rows of a batch in one statement; halves the time of 500 attempts.
     *   <li>connectTimeout, loginTimeout: a server answers in milliseconds, and Hikari tries again.
     *   <li>socketTimeout: nothing waits for ever on a server that is paused or has lost its network. More than
     *       statement_timeout, so that a server which works says itself what is wrong.
     *   <li>tcpKeepAlive: finds the death of the other end on connections that are idle.
     *   <li>logServerErrorDetail: otherwise a failure quotes the row that failed, and that may be about a patient.
     *   <li>ApplicationName: what pg_stat_activity shows.
     * </ul>
     */
    private static Map<String, String> defaults() {
        var defaults = new LinkedHashMap<String, String>();
        defaults.put("reWriteBatchedInserts", "true");
        defaults.put("connectTimeout", "5");
        defaults.put("loginTimeout", "5");
        defaults.put("socketTimeout", "10");
        defaults.put("tcpKeepAlive", "true");
        defaults.put("logServerErrorDetail", "false");
        defaults.put("ApplicationName", "openmns");
        defaults.put("options", SESSION);
        return defaults;
    }

    /** Adds what the URL does not say itself; again to its own result: nothing. */
    static String complete(String url) {
        var query = url.indexOf('?');
        var given = query < 0
                ? Set.<String>of()
                : Arrays.stream(url.substring(query + 1).split("&"))
                        .map(parameter -> parameter.split("=", 2)[0])
                        .collect(Collectors.toSet());
        var complete = new StringBuilder(url);
        DEFAULTS.forEach((name, value) -> {
            if (!given.contains(name)) {
                complete.append(complete.indexOf("?") < 0 ? '?' : '&')
                        .append(name)
                        .append('=')
                        .append(value);
            }
        });
        return complete.toString();
    }

    /**
     * For migrations: building an index may take minutes, in which the socket is silent, and in which Flyway's other
     * connection holds the lock in a transaction that does nothing.
     */
    static String patient(String url) {
        return url.replace("options=" + SESSION, "options=")
                .replaceAll("([?&])socketTimeout=\\d+", "$1socketTimeout=0");
    }
}
