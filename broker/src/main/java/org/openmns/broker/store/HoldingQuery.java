package org.openmns.broker.store;

import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.openmns.subscription.Holding;

/** Counts the subscriptions of one owner, and stops where it does not matter how many more there are. */
final class HoldingQuery {

    private static final String LIVING = "SELECT COUNT(*) FROM (SELECT 1 FROM subscription"
            + " WHERE owner = :owner AND status <> 'OFF' AND (ends_at IS NULL OR ends_at > :now)"
            + " FETCH FIRST :max ROWS ONLY) AS living";
    private static final String ALL = "SELECT COUNT(*) FROM (SELECT 1 FROM subscription"
            + " WHERE owner = :owner FETCH FIRST :allMax ROWS ONLY) AS owned";
    private static final String BOTH = "SELECT (" + LIVING + ") AS on_now, (" + ALL + ") AS stored";

    private HoldingQuery() {}

    /** Those that are on, at most {@code max}, and all, at most twice as many. */
    static Holding read(Handle handle, String owner, Instant now, int max) {
        return handle.createQuery(BOTH)
                .bind("owner", owner)
                .bind("now", Column.time(now))
                .bind("max", max)
                .bind("allMax", 2L * max)
                .map((row, context) -> new Holding(row.getLong("on_now"), row.getLong("stored")))
                .one();
    }
}
