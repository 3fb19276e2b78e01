package org.openmns.broker.lease;

import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openmns.broker.store.DatabaseLocation;

/**
 * The table {@code lease} over one connection of its own, so that no exhausted pool delays it. For one thread.
 *
 * <p>All times are the database's: the clocks of the nodes do not matter. After any failure the next call connects anew.
 */
final class LeaseTable implements AutoCloseable {

    /** Nodes that a row remembers. A node's name is new at each start, and one that slept through 100 of them is long found out. */
    private static final int LEFT_BEHIND_MAX = 100;

    /** A database that is silent for so long counts as gone: within a lease's life there is time for a second try. */
    private static final String TIMEOUT_SECONDS = "2";

    /** One statement, so that of two that claim at once the second one sees what the first one wrote. */
    private static final String TAKE = """
            INSERT INTO lease AS held (name, owner, expires_at, left_behind)
            VALUES (?, ?, now() + ? * interval '1 millisecond', ?)
            ON CONFLICT (name) DO UPDATE SET
                owner = EXCLUDED.owner,
                expires_at = EXCLUDED.expires_at,
                left_behind = ARRAY(
                    SELECT node FROM unnest(EXCLUDED.left_behind || held.left_behind) WITH ORDINALITY AS each(node, place)
                    GROUP BY node ORDER BY min(place) LIMIT %d)
            WHERE (held.owner = EXCLUDED.owner OR held.owner = ANY (?) OR held.expires_at <= now())
                AND EXCLUDED.owner <> ALL (held.left_behind)""".formatted(LEFT_BEHIND_MAX);

    private static final String GIVE_BACK = "UPDATE lease SET expires_at = now() WHERE name = ? AND owner = ?";

    private final DatabaseLocation location;
    private @Nullable Connection connection;

    LeaseTable(DatabaseLocation location) {
        this.location = location;
    }

    /** Who wants which lease for how long, and how it sees the others. */
    record Claim(String name, String owner, Duration life, Sides sides) {}

    /** Takes the lease where it is free, expired or the side's already; false where another one holds it. */
    boolean take(Claim claim) throws SQLException {
        return with(connected -> {
            try (var statement = connected.prepareStatement(TAKE)) {
                statement.setString(1, claim.name());
                statement.setString(2, claim.owner());
                statement.setLong(3, claim.life().toMillis());
                statement.setArray(4, texts(connected, claim.sides().leftBehind()));
                statement.setArray(5, texts(connected, claim.sides().reached()));
                return statement.executeUpdate() == 1;
            }
        });
    }

    private static Array texts(Connection connected, Set<String> texts) throws SQLException {
        return connected.createArrayOf("text", texts.toArray());
    }

    /** Lets the lease expire at once where it is this owner's. */
    void giveBack(String name, String owner) throws SQLException {
        with(connected -> {
            try (var statement = connected.prepareStatement(GIVE_BACK)) {
                statement.setString(1, name);
                statement.setString(2, owner);
                return statement.executeUpdate();
            }
        });
    }

    private interface Work<T> {
        T on(Connection connected) throws SQLException;
    }

    private <T> T with(Work<T> work) throws SQLException {
        try {
            return work.on(connected());
        } catch (SQLException failed) {
            close();
            throw failed;
        }
    }

    private Connection connected() throws SQLException {
        var open = connection;
        if (open == null) {
            open = DriverManager.getConnection(impatient(location.url()), location.user(), location.password());
            connection = open;
        }
        return open;
    }

    /** Of a parameter that a URL names twice, the driver takes the last one. */
    private static String impatient(String url) {
        return url
                + (url.contains("?") ? "&" : "?")
                + "connectTimeout=" + TIMEOUT_SECONDS
                + "&socketTimeout=" + TIMEOUT_SECONDS
                + "&loginTimeout=" + TIMEOUT_SECONDS
                + "&ApplicationName=openmns-lease";
    }

    /** Closes the connection; the next call opens another one. */
    @Override
    public void close() {
        var open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException gone) {
                // What it was to end has ended.
            }
        }
    }
}
