package org.openmns.broker.journey;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.openmns.broker.Databases;

/** Looks through each row of each table for words and ids, whatever the columns are. */
final class StoredMarks {

    private static final String TABLES = "SELECT table_name FROM information_schema.tables"
            + " WHERE UPPER(table_schema) = 'PUBLIC' AND table_type = 'BASE TABLE' ORDER BY table_name";

    private final Path directory;
    private final List<String> marks = new ArrayList<>();

    StoredMarks(Path directory) {
        this.directory = directory;
    }

    /** To be looked for as it is. */
    void add(String word) {
        marks.add(word);
    }

    /** To be looked for as a text and as sixteen bytes. */
    void add(UUID id) {
        marks.add(id.toString());
        marks.add(new String(
                ByteBuffer.allocate(16)
                        .putLong(id.getMostSignificantBits())
                        .putLong(id.getLeastSignificantBits())
                        .array(),
                ISO_8859_1));
    }

    /** The lists of this owner's cohorts, which their values are stored under. */
    List<UUID> lists(String owner) throws SQLException {
        try (var connection = connect();
                var query = connection.prepareStatement("SELECT list FROM cohort WHERE owner = ?")) {
            query.setString(1, owner);
            var found = new ArrayList<UUID>();
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getObject(1, UUID.class));
                }
            }
            return found;
        }
    }

    /** The tables that hold any of them, and in how many rows. */
    Map<String, Integer> tables() {
        var found = new TreeMap<String, Integer>();
        try (var connection = connect();
                var query = connection.createStatement();
                var tables = query.executeQuery(TABLES)) {
            while (tables.next()) {
                var rows = rows(connection, tables.getString(1));
                if (rows > 0) {
                    found.put(tables.getString(1).toLowerCase(Locale.ROOT), rows);
                }
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
        return found;
    }

    private int rows(Connection connection, String table) throws SQLException {
        var count = 0;
        try (var query = connection.createStatement();
                var rows = query.executeQuery("SELECT * FROM \"" + table + "\"")) {
            while (rows.next()) {
                var row = new StringBuilder();
                for (var column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                    row.append(text(rows.getObject(column))).append('\n');
                }
                count += marks.stream().anyMatch(mark -> row.indexOf(mark) >= 0) ? 1 : 0;
            }
        }
        return count;
    }

    private static String text(@Nullable Object value) throws SQLException {
        if (value instanceof Blob blob) {
            return new String(blob.getBytes(1, Math.toIntExact(blob.length())), ISO_8859_1);
        }
        return value instanceof byte[] bytes ? new String(bytes, ISO_8859_1) : String.valueOf(value);
    }

    private Connection connect() throws SQLException {
        var database = Databases.in(directory);
        return DriverManager.getConnection(database.url(), database.user(), database.password());
    }
}
