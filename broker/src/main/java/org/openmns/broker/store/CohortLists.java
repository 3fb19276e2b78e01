package org.openmns.broker.store;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.openmns.cohort.CohortValues;

/** The values of cohorts in their rows, each list in its order; inside the transactions of {@link CohortStore}. */
final class CohortLists {

    private static final String OF_LIST = " FROM cohort_part WHERE list = :list";
    private static final String WRITE =
            "INSERT INTO cohort_part (list, lowest, content) VALUES (:list, :lowest, :content)";
    private static final String DELETE = "DELETE" + OF_LIST;
    private static final String DELETE_ONE = DELETE + " AND lowest = :lowest";
    private static final String BORDERS = "SELECT lowest" + OF_LIST + " ORDER BY list, lowest";
    private static final String READ_ONE = "SELECT content" + OF_LIST + " AND lowest = :lowest";
    private static final String LAST_FROM =
            "SELECT lowest" + OF_LIST + " AND lowest <= :key ORDER BY list DESC, lowest DESC FETCH FIRST 1 ROWS ONLY";
    private static final String FIRST_FROM =
            "SELECT content" + OF_LIST + " AND lowest >= :key ORDER BY list, lowest FETCH FIRST 1 ROWS ONLY";

    /** Sent to the database at once, or one row more: a statement of ours is to take milliseconds, however long the texts. */
    private static final long BYTES_AT_ONCE = 1 << 20;

    private CohortLists() {}

    /** What a change really came to: values that were there already, or were not, are left out. */
    record Difference(CohortValues added, CohortValues removed) {}

    static void write(Handle handle, UUID list, CohortValues values) {
        var bytes = 0L;
        var batch = handle.prepareBatch(WRITE);
        for (var part : CohortPart.cut(values)) {
            var content = CohortPart.pack(part);
            batch.bind("list", list)
                    .bind("lowest", CohortPart.key(part, 0))
                    .bind("content", content)
                    .add();
            bytes += content.length;
            if (bytes >= BYTES_AT_ONCE) {
                batch.execute();
                batch = handle.prepareBatch(WRITE);
                bytes = 0;
            }
        }
        if (batch.size() > 0) {
            batch.execute();
        }
    }

    static void delete(Handle handle, UUID list) {
        handle.createUpdate(DELETE).bind("list", list).execute();
    }

    /** Rewrites the rows that hold what is removed, or are to hold what is added, and no others. */
    static Difference change(Handle handle, UUID list, CohortValues added, CohortValues removed) {
        var borders = handle.createQuery(BORDERS)
                .bind("list", list)
                .mapTo(byte[].class)
                .list();
        if (borders.isEmpty()) {
            write(handle, list, added);
            return new Difference(added, CohortValues.NONE);
        }
        var differences = new ArrayList<Difference>();
        var add = 0;
        var remove = 0;
        for (var row = 0; row < borders.size(); row++) {
            var last = row + 1 == borders.size();
            var addTo = last ? added.size() : CohortPart.place(added, borders.get(row + 1));
            var removeTo = last ? removed.size() : CohortPart.place(removed, borders.get(row + 1));
            if (add < addTo || remove < removeTo) {
                differences.add(change(
                        handle,
                        list,
                        borders.get(row),
                        new Difference(
                                CohortPart.slice(added, add, addTo), CohortPart.slice(removed, remove, removeTo))));
            }
            add = addTo;
            remove = removeTo;
        }
        return joined(differences);
    }

    private static Difference change(Handle handle, UUID list, byte[] lowest, Difference asked) {
        var old = CohortPart.unpack(handle.createQuery(READ_ONE)
                .bind("list", list)
                .bind("lowest", lowest)
                .mapTo(byte[].class)
                .one());
        var added = asked.added().minus(old);
        var removed = asked.removed().minus(asked.removed().minus(old));
        if (added.size() + removed.size() > 0) {
            handle.createUpdate(DELETE_ONE)
                    .bind("list", list)
                    .bind("lowest", lowest)
                    .execute();
            write(handle, list, old.minus(removed).plus(added));
        }
        return new Difference(added, removed);
    }

    private static Difference joined(List<Difference> differences) {
        return new Difference(
                CohortPart.joined(differences.stream().map(Difference::added).toList()),
                CohortPart.joined(differences.stream().map(Difference::removed).toList()));
    }

    /** At most so many values with keys from this one on, in their order. */
    static CohortValues page(Handle handle, UUID list, byte[] from, int max) {
        var parts = new ArrayList<CohortValues>();
        var missing = max;
        var key = handle.createQuery(LAST_FROM)
                .bind("list", list)
                .bind("key", from)
                .mapTo(byte[].class)
                .findOne()
                .orElse(from);
        while (missing > 0) {
            var found = handle.createQuery(FIRST_FROM)
                    .bind("list", list)
                    .bind("key", key)
                    .mapTo(byte[].class)
                    .findOne();
            if (found.isEmpty()) {
                break;
            }
            var part = CohortPart.unpack(found.get());
            var place = CohortPart.place(part, from);
            parts.add(CohortPart.slice(part, place, Math.min(part.size(), place + missing)));
            missing -= parts.get(parts.size() - 1).size();
            key = CohortPart.behind(CohortPart.key(part, part.size() - 1));
        }
        return CohortPart.joined(parts);
    }
}
