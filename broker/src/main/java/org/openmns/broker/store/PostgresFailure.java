package org.openmns.broker.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** What to tell the operator when a PostgreSQL database does not open: one sentence for each thing that goes wrong. */
final class PostgresFailure {

    /** The oldest version that is tested and that its makers mend. */
    static final int VERSION_MIN = 15;

    private PostgresFailure() {}

    /** Refuses a server that answers and is of no use nevertheless. */
    static void check(DatabaseLocation location, Connection connection) throws SQLException {
        var version = connection.getMetaData().getDatabaseMajorVersion();
        if (version < VERSION_MIN) {
            throw tooOld(location, version);
        }
        if (isReadOnly(connection)) {
            throw new DatabaseUnavailable("The database " + location + " is read-only: it is a standby, or"
                    + " default_transaction_read_only is on. Name the server that takes writes.");
        }
    }

    /**
     * Refuses a session that can only read. It would stay in the pool until a write fails on it; and a subscription that
     * can read but not write down what it has delivered delivers it again and again.
     */
    static void refuseReadOnly(Connection connection) throws SQLException {
        if (isReadOnly(connection)) {
            throw new SQLException("the server takes no writes", Evictions.READ_ONLY);
        }
    }

    private static boolean isReadOnly(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("SHOW transaction_read_only")) {
            return row.next() && row.getString(1).equals("on");
        }
    }

    static DatabaseUnavailable tooOld(DatabaseLocation location, int version) {
        return new DatabaseUnavailable("The database " + location + " is on PostgreSQL " + version
                + "; OpenMNS needs version " + VERSION_MIN + " or newer.");
    }

    /** The sentence for the first failure that has one. */
    static Optional<DatabaseUnavailable> explain(DatabaseLocation location, List<Throwable> causes) {
        return causes.stream()
                .filter(SQLException.class::isInstance)
                .map(cause -> sentence(location, (SQLException) cause))
                .flatMap(Optional::stream)
                .findFirst()
                .map(sentence -> new DatabaseUnavailable(sentence, causes.get(0)));
    }

    private static Optional<String> sentence(DatabaseLocation location, SQLException failure) {
        var state = String.valueOf(failure.getSQLState());
        var name = "The database " + location;
        return switch (state) {
            case "28P01", "28000" ->
                Optional.of(name + " refuses the user " + location.user()
                        + ": the password is wrong, or the server's pg_hba.conf does not let this user in from here.");
            case "3D000" -> Optional.of(name + " does not exist on its server: create it with CREATE DATABASE.");
            case "42501" ->
                Optional.of(name + " does not let the user " + location.user()
                        + " create its tables: make this user the owner of the database.");
            case "53300" ->
                Optional.of(name + " has no connection left: raise max_connections, or run fewer nodes on it.");
            case "57P03" -> Optional.of(name + " is starting up or stopping: try again in a moment.");
            case "08001", "08004", "08006" ->
                Optional.of(name + " cannot be reached (" + reason(failure)
                        + "): is its server running, and do host and port of the URL name it?");
            default -> Optional.empty();
        };
    }

    private static String reason(SQLException failure) {
        var cause = failure.getCause() == null ? failure : failure.getCause();
        return cause.getClass().getSimpleName() + ", "
                + String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    }
}
