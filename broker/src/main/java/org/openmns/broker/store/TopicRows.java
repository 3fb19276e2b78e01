package org.openmns.broker.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Reads and shortens the journal of one topic beside the journal plugin, in single pages with both bounds: version 1.1.1
 * of the plugin ends a stream silently at a gap, and H2 sorts all that follows where there is no upper bound.
 *
 * <p>All methods block; call them through {@link Database#submit}.
 */
public final class TopicRows {

    /** Most rows of one page, whatever the caller asks for. */
    public static final int PAGE_ROWS_MAX = 500;

    private static final String ROWS = " FROM \"event_journal\" WHERE \"persistence_id\" = :id";
    private static final String BETWEEN =
            ROWS + " AND \"sequence_number\" BETWEEN :from AND :to AND \"deleted\" = FALSE";
    /** By both columns of the index: then H2 reads in its order and stops at the limit, else it reads all and sorts. */
    private static final String IN_ORDER = " ORDER BY \"persistence_id\", \"sequence_number\"";

    private static final String PAGE = " FETCH FIRST :max ROWS ONLY";
    private static final String READ = "SELECT \"sequence_number\", \"event_payload\", \"event_ser_id\","
            + " \"event_ser_manifest\", \"write_timestamp\"" + BETWEEN + IN_ORDER + PAGE;
    private static final String SIZES =
            "SELECT \"sequence_number\", OCTET_LENGTH(\"event_payload\") AS size" + BETWEEN + IN_ORDER + PAGE;
    /** Of few rows: to tell how one begins a database may read all of it. */
    private static final String HEADS = "SELECT \"sequence_number\", OCTET_LENGTH(\"event_payload\") AS size,"
            + " SUBSTRING(\"event_payload\" FROM 1 FOR " + Lz4Head.BYTES + ") AS head" + BETWEEN + IN_ORDER + PAGE;

    private static final String FIRST =
            "SELECT \"sequence_number\", \"write_timestamp\"" + BETWEEN + IN_ORDER + " FETCH FIRST 1 ROWS ONLY";
    private static final String HIGHEST = "SELECT \"sequence_number\"" + ROWS
            + " ORDER BY \"persistence_id\" DESC, \"sequence_number\" DESC FETCH FIRST 1 ROWS ONLY";
    private static final String LOWEST_OF_ALL =
            "SELECT \"sequence_number\"" + ROWS + IN_ORDER + " FETCH FIRST 1 ROWS ONLY";
    private static final String SNAPSHOT =
            "SELECT MAX(\"sequence_number\") FROM \"snapshot\" WHERE \"persistence_id\" = :id";
    private static final String DELETE = "DELETE" + ROWS + " AND \"sequence_number\" BETWEEN :from AND :to";

    private final Database database;

    public TopicRows(Database database) {
        this.database = database;
    }

    /** One row of the journal: a serialised fact and what its deserialisation needs. Never compared, never changed. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Row(long sequence, byte[] payload, int serializerId, String manifest, long writtenMillis) {

        /** Says the size only: facts hold events. */
        @Override
        public String toString() {
            return "Row[" + sequence + ", " + payload.length + " bytes]";
        }
    }

    private record Mark(long sequence, long value) {}

    /** The rows from one sequence number to another, both included, at most {@link #PAGE_ROWS_MAX} of them. */
    public List<Row> read(String persistenceId, long from, long to) {
        return database.now(handle -> read(handle, persistenceId, from, to));
    }

    /** As {@link #read}, ending before the row that would exceed {@code bytesMax} in memory; the first row always fits. */
    public List<Row> readWithin(String persistenceId, long from, long to, long bytesMax) {
        return database.now(handle -> {
            var sizes = page(handle.createQuery(SIZES), persistenceId, from, to)
                    .map((row, context) -> new Mark(row.getLong("sequence_number"), row.getLong("size")))
                    .list();
            if (sizes.isEmpty()) {
                return List.of();
            }
            var unpacked = page(handle.createQuery(HEADS), persistenceId, from, lastWithin(sizes, bytesMax))
                    .map((row, context) -> new Mark(row.getLong("sequence_number"), unpackedSize(row)))
                    .list();
            return read(handle, persistenceId, from, lastWithin(unpacked, bytesMax));
        });
    }

    /** The lowest sequence number that can still be read. */
    public Optional<Long> lowestSequence(String persistenceId) {
        return database.now(
                handle -> first(handle, persistenceId, 0, Long.MAX_VALUE).map(Mark::sequence));
    }

    /** The highest sequence number ever written. */
    public Optional<Long> highestSequence(String persistenceId) {
        return database.now(handle -> one(handle, HIGHEST, persistenceId));
    }

    /**
     * The first row written at or after this instant, by binary search: times are those of the writer's clock, so where
     * that was set back the answer is one of the possible places.
     */
    public Optional<Long> firstSequenceAtOrAfter(String persistenceId, Instant instant) {
        return database.now(handle -> {
            var highest = one(handle, HIGHEST, persistenceId);
            return highest.isEmpty() ? highest : search(handle, persistenceId, highest.get(), instant.toEpochMilli());
        });
    }

    /** The last row that a snapshot covers: recovery needs every later one. */
    public Optional<Long> snapshotSequence(String persistenceId) {
        return database.now(handle -> handle.createQuery(SNAPSHOT)
                .bind("id", persistenceId)
                .map((row, context) -> Optional.ofNullable(row.getObject(1, Long.class)))
                .one());
    }

    /**
     * Deletes the rows up to this one, in transactions of {@code chunk} sequence numbers, and says how many. The highest
     * row always stays: a recovering topic learns from it which sequence number is next.
     */
    public long deleteThrough(String persistenceId, long sequence, int chunk) {
        var through = highestSequence(persistenceId)
                .map(highest -> Math.min(sequence, highest - 1))
                .orElse(0L);
        var from = database.now(handle -> one(handle, LOWEST_OF_ALL, persistenceId))
                .orElse(Long.MAX_VALUE);
        var deleted = 0L;
        for (var start = from; start <= through; start += chunk) {
            deleted += delete(persistenceId, start, Math.min(start + chunk - 1, through));
        }
        return deleted;
    }

    private int delete(String persistenceId, long from, long to) {
        return database.now(handle -> handle.createUpdate(DELETE)
                .bind("id", persistenceId)
                .bind("from", from)
                .bind("to", to)
                .execute());
    }

    private static Optional<Long> search(Handle handle, String persistenceId, long highest, long millis) {
        var low = 0L;
        var high = highest + 1;
        // What is before low is older, what is at or after high is not, or is past the end.
        while (low < high) {
            var middle = low + (high - low) / 2;
            var probe = first(handle, persistenceId, middle, high - 1);
            if (probe.isPresent() && probe.get().value() < millis) {
                low = probe.get().sequence() + 1;
            } else {
                high = middle;
            }
        }
        return first(handle, persistenceId, low, highest).map(Mark::sequence);
    }

    private static List<Row> read(Handle handle, String persistenceId, long from, long to) {
        return page(handle.createQuery(READ), persistenceId, from, to)
                .map(TopicRows::row)
                .list();
    }

    private static Query page(Query query, String persistenceId, long from, long to) {
        return query.bind("id", persistenceId).bind("from", from).bind("to", to).bind("max", PAGE_ROWS_MAX);
    }

    private static Optional<Mark> first(Handle handle, String persistenceId, long from, long to) {
        return handle.createQuery(FIRST)
                .bind("id", persistenceId)
                .bind("from", from)
                .bind("to", to)
                .map((row, context) -> new Mark(row.getLong("sequence_number"), row.getLong("write_timestamp")))
                .findOne();
    }

    private static Optional<Long> one(Handle handle, String sql, String persistenceId) {
        return handle.createQuery(sql)
                .bind("id", persistenceId)
                .mapTo(Long.class)
                .findOne();
    }

    private static long lastWithin(List<Mark> sizes, long bytesMax) {
        var last = sizes.get(0).sequence();
        var bytes = 0L;
        for (var size : sizes) {
            bytes += size.value();
            if (bytes > bytesMax) {
                break;
            }
            last = size.sequence();
        }
        return last;
    }

    private static long unpackedSize(ResultSet row) throws SQLException {
        return Lz4Head.unpackedSize(row.getBytes("head")).orElse(row.getLong("size"));
    }

    private static Row row(ResultSet row, StatementContext context) throws SQLException {
        return new Row(
                row.getLong("sequence_number"),
                row.getBytes("event_payload"),
                row.getInt("event_ser_id"),
                row.getString("event_ser_manifest"),
                row.getLong("write_timestamp"));
    }
}
