package org.openmns.bench.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.sql.Blob;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes more subscriptions of one that the API created, in the database of a node that does not run: the same rows, registry
 * and journal, with another id, subject and endpoint of the same length. For a million, which the API takes long to create.
 */
public final class Seed {

    private static final int BATCH = 1_000;
    private static final int COMMIT = 20_000;

    private Seed() {}

    /** What tells one subscription from another. */
    public record Likeness(UUID id, String subject, String endpoint) {}

    /** Adds so many copies of this subscription. */
    public static void copy(Connection database, Likeness template, int copies, IntFunction<Likeness> like)
            throws SQLException {
        database.setAutoCommit(false);
        var id = template.id();
        var rows =
                new ArrayList<>(rows(database, "subscription", "SELECT * FROM subscription WHERE id = '" + id + "'"));
        rows.addAll(rows(
                database,
                "\"event_journal\"",
                "SELECT * FROM \"event_journal\" WHERE \"persistence_id\" LIKE '%" + id + "%' ORDER BY \"ordering\""));
        if (rows.size() < 2) {
            throw new SQLException("found " + rows.size() + " rows of the subscription to copy");
        }
        for (var row : rows) {
            insert(database, row, template, copies, like);
        }
    }

    /** A row without what the database gives it by itself. */
    private record Row(String table, List<String> columns, List<Object> values) {

        String insert() {
            var names = columns.stream().map(name -> '"' + name + '"').collect(Collectors.joining(", "));
            return "INSERT INTO " + table + " (" + names + ") VALUES (?" + ", ?".repeat(columns.size() - 1) + ")";
        }
    }

    private static List<Row> rows(Connection database, String table, String query) throws SQLException {
        try (var statement = database.createStatement();
                var found = statement.executeQuery(query)) {
            var rows = new ArrayList<Row>();
            while (found.next()) {
                rows.add(row(table, found));
            }
            return rows;
        }
    }

    private static Row row(String table, ResultSet found) throws SQLException {
        var about = found.getMetaData();
        var columns = new ArrayList<String>();
        var values = new ArrayList<Object>();
        for (var column = 1; column <= about.getColumnCount(); column++) {
            var value = value(found, column);
            // What is null becomes null by itself.
            if (!about.isAutoIncrement(column) && value != null) {
                columns.add(about.getColumnName(column));
                values.add(value);
            }
        }
        return new Row(table, columns, values);
    }

    private static @Nullable Object value(ResultSet found, int column) throws SQLException {
        var value = found.getObject(column);
        return value instanceof Blob ? found.getBytes(column) : value;
    }

    private static void insert(Connection database, Row row, Likeness template, int copies, IntFunction<Likeness> like)
            throws SQLException {
        try (var statement = database.prepareStatement(row.insert())) {
            for (var copy = 0; copy < copies; copy++) {
                bind(statement, row.values, template, like.apply(copy));
                statement.addBatch();
                if (copy % BATCH == BATCH - 1) {
                    statement.executeBatch();
                }
                if (copy % COMMIT == COMMIT - 1) {
                    database.commit();
                }
            }
            statement.executeBatch();
            database.commit();
        }
    }

    private static void bind(PreparedStatement statement, List<Object> values, Likeness template, Likeness copy)
            throws SQLException {
        for (var index = 0; index < values.size(); index++) {
            statement.setObject(index + 1, changed(values.get(index), template, copy));
        }
    }

    private static Object changed(Object value, Likeness template, Likeness copy) {
        if (value instanceof UUID) {
            return copy.id;
        }
        if (value instanceof String text) {
            return changed(text, template, copy);
        }
        if (value instanceof byte[] bytes) {
            // ISO 8859-1 gives every byte a character of its own and back.
            var text = new String(bytes, ISO_8859_1);
            return changed(text, template, copy).getBytes(ISO_8859_1);
        }
        return value;
    }

    private static String changed(String text, Likeness template, Likeness copy) {
        return text.replace(template.id.toString(), copy.id.toString())
                .replace(template.subject, copy.subject)
                .replace(template.endpoint, copy.endpoint);
    }
}
