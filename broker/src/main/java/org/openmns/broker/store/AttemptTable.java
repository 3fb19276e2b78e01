package org.openmns.broker.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.openmns.subscription.AttemptRecord;
import org.openmns.subscription.AttemptRecord.Result;
import org.openmns.subscription.SubscriptionId;

/** All SQL of the attempt log. */
final class AttemptTable {

    private static final String INSERT = "INSERT INTO attempt"
            + " (subscription, topic_offset, attempt_number, made_at, delivered, http_status, detail, latency_ms)"
            + " VALUES (:subscription, :offset, :number, :at, :delivered, :httpStatus, :detail, :latency)";
    private static final String LIST = "SELECT subscription, topic_offset, attempt_number, made_at, delivered,"
            + " http_status, detail, latency_ms FROM attempt WHERE subscription = :subscription"
            + " ORDER BY subscription DESC, place DESC FETCH FIRST :max ROWS ONLY";
    private static final String OLDEST = "SELECT place, made_at FROM attempt ORDER BY place FETCH FIRST :max ROWS ONLY";
    private static final String DELETE_THROUGH = "DELETE FROM attempt WHERE place <= :place";
    private static final String FIRST_PLACE = "SELECT place FROM attempt ORDER BY place FETCH FIRST 1 ROWS ONLY";
    private static final String LAST_PLACE = "SELECT place FROM attempt ORDER BY place DESC FETCH FIRST 1 ROWS ONLY";

    private AttemptTable() {}

    private record Old(long place, Instant at) {}

    static int insert(Handle handle, List<AttemptRecord> attempts) {
        var batch = handle.prepareBatch(INSERT);
        for (var attempt : attempts) {
            var result = attempt.result();
            batch.bind("subscription", attempt.subscription().value())
                    .bind("offset", attempt.offset())
                    .bind("number", attempt.number())
                    .bind("at", Column.time(attempt.at()))
                    .bind("delivered", result.delivered())
                    .bind("httpStatus", result.httpStatus().orElse(null))
                    .bind("detail", Column.cause(result.detail()))
                    .bind("latency", result.latency().toMillis())
                    .add();
        }
        batch.execute();
        return attempts.size();
    }

    static List<AttemptRecord> list(Handle handle, SubscriptionId subscription, int max) {
        return handle.createQuery(LIST)
                .bind("subscription", subscription.value())
                .bind("max", max)
                .map(AttemptTable::attempt)
                .list();
    }

    /** Deletes what is older among the oldest rows. They are written about in the order made, so no index on time. */
    static int deleteOldest(Handle handle, Instant before, int max) {
        var oldest = handle.createQuery(OLDEST)
                .bind("max", max)
                .map((row, context) -> new Old(row.getLong("place"), Column.time(row, "made_at")))
                .list();
        return oldest.stream()
                .takeWhile(old -> old.at().isBefore(before))
                .reduce((earlier, later) -> later)
                .map(last -> deleteThrough(handle, last.place()))
                .orElse(0);
    }

    /** Deletes the oldest rows beyond so many, at most {@code max} of them. Places have holes, so about so many. */
    static int deleteBeyond(Handle handle, long rowsMax, int max) {
        var first = handle.createQuery(FIRST_PLACE).mapTo(Long.class).findOne();
        var last = handle.createQuery(LAST_PLACE).mapTo(Long.class).findOne();
        if (first.isEmpty() || last.isEmpty() || last.get() - first.get() < rowsMax) {
            return 0;
        }
        return deleteThrough(handle, Math.min(last.get() - rowsMax, first.get() + max - 1));
    }

    private static int deleteThrough(Handle handle, long place) {
        return handle.createUpdate(DELETE_THROUGH).bind("place", place).execute();
    }

    private static AttemptRecord attempt(ResultSet row, StatementContext context) throws SQLException {
        return new AttemptRecord(
                Column.subscription(row, "subscription"),
                row.getLong("topic_offset"),
                row.getInt("attempt_number"),
                Column.time(row, "made_at"),
                new Result(
                        row.getBoolean("delivered"),
                        Optional.ofNullable(row.getObject("http_status", Integer.class)),
                        row.getString("detail"),
                        Duration.ofMillis(row.getLong("latency_ms"))));
    }
}
