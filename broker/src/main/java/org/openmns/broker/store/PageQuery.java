package org.openmns.broker.store;

import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.openmns.protocol.Listing;
import org.openmns.protocol.PageBytes;

/**
 * Reads a page of a list whose rows may be large: first the database tells how long they are, then only those are read that
 * fit, both at one moment. {@code from} says which rows, and in which order.
 */
record PageQuery(String columns, String size, String from) {

    private static final String PAGE = " FETCH FIRST :max ROWS ONLY";

    /** At most so many rows. */
    <T> Listing<T> read(Handle handle, int max, Consumer<Query> bind, RowMapper<T> mapper) {
        return handle.inTransaction(TransactionIsolationLevel.REPEATABLE_READ, snapshot -> {
            // One more than a page tells whether there is a next one.
            var sizes = query(snapshot, size, max + 1, bind).mapTo(Long.class).list();
            var count = PageBytes.count(sizes, max);
            var rows = query(snapshot, columns, count, bind).map(mapper).list();
            return new Listing<>(rows, sizes.size() > count);
        });
    }

    private Query query(Handle handle, String wanted, int max, Consumer<Query> bind) {
        var query = handle.createQuery("SELECT " + wanted + from + PAGE).bind("max", max);
        bind.accept(query);
        return query;
    }
}
