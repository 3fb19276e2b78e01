package org.openmns.broker.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.openmns.subscription.SubscriptionId;

/** How our values stand in a column, alike in both dialects. */
final class Column {

    /** Longest text of a cause that is kept; an endpoint's own words may be long. */
    static final int CAUSE_LENGTH_MAX = 2_000;

    private Column() {}

    /** An instant with its offset: the {@code Timestamp} that JDBI makes of it is read in the machine's time zone. */
    static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static SubscriptionId subscription(ResultSet row, String column) throws SQLException {
        return new SubscriptionId(row.getObject(column, UUID.class));
    }

    /** A cause fit for a column: not too long, and without the control characters that PostgreSQL refuses. */
    static String cause(String text) {
        var cut = text.length() <= CAUSE_LENGTH_MAX ? text : text.substring(0, CAUSE_LENGTH_MAX);
        return cut.replaceAll("[\\p{Cntrl}\\p{Cs}]", " ");
    }
}
