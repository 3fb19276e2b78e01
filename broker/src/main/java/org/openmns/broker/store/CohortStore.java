package org.openmns.broker.store;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.openmns.cohort.Cohort;
import org.openmns.cohort.CohortKey;
import org.openmns.cohort.CohortRefused;
import org.openmns.cohort.CohortRefused.Why;
import org.openmns.cohort.CohortValues;
import org.openmns.cohort.CohortWeight;

/**
 * Changes cohorts in the database, each change in one transaction: whatever happens amid it, the cohort is what it was.
 *
 * <p>A replacement writes its values beside the old ones and locks the cohort only at the end, so that neither a change nor
 * a subscription waits for a long list. All lock the cohort before the one row of totals, and that last.
 */
public final class CohortStore {

    private static final String OWN = " WHERE owner = :owner AND name = :name";
    private static final String LOCK =
            "SELECT id, list, size, weight, version, updated_at FROM cohort" + OWN + " FOR UPDATE";
    private static final String COUNT_CHANGE =
            "UPDATE cohort_total SET version = version + 1, size = size + :grown, weight = weight + :heavier";
    private static final String TOTAL = "SELECT version, size, weight FROM cohort_total";
    private static final String COUNT = "SELECT COUNT(*) FROM cohort WHERE owner = :owner";
    private static final String SIZE_OWNED = "SELECT COALESCE(SUM(size), 0) FROM cohort WHERE owner = :owner";
    private static final String INSERT = "INSERT INTO cohort (owner, name, list, size, weight, version, updated_at)"
            + " VALUES (:owner, :name, :list, :size, :weight, :version, CURRENT_TIMESTAMP)";
    private static final String UPDATE = "UPDATE cohort SET list = :list, size = :size, weight = :weight,"
            + " version = :version, updated_at = CURRENT_TIMESTAMP" + OWN;
    private static final String UPDATED_AT = "SELECT updated_at FROM cohort" + OWN;
    private static final String REFERENCES = "SELECT COUNT(*) FROM cohort_reference WHERE cohort = :id";
    private static final String DELETE = "DELETE FROM cohort" + OWN;

    private final Database database;
    private final Limits limits;

    public CohortStore(Database database, Limits limits) {
        this.database = database;
        this.limits = limits;
    }

    /**
     * How many values there may be, in one cohort, in those of an owner and in all, and how many cohorts of an owner; and
     * what all of them may weigh.
     */
    public record Limits(int valuesMax, long valuesOfOwnerMax, long valuesInAllMax, int cohortsMax, long weightMax) {}

    /** What a cohort has become, from which version on (0: it was not there), and by which change; none: by all values. */
    public record Written(Cohort cohort, long before, Optional<Change> change) {}

    /** Values that were not there and are now, and the reverse. */
    public record Change(CohortValues added, CohortValues removed) {}

    /** What is in a cohort's row beside its key. */
    private record Row(long id, State state, Instant updatedAt) {}

    private record State(UUID list, int count, long weight, long version) {}

    /** What a change makes of the totals. */
    private record Growth(int values, long weight) {}

    /** Creates or replaces a cohort. Fails with {@link CohortRefused}. */
    public CompletionStage<Written> replace(CohortKey key, CohortValues values) {
        return database.run(handle -> {
            try {
                return handle.inTransaction(transaction -> replace(transaction, key, values));
            } catch (UnableToExecuteStatementException failed) {
                if (!Violation.UNIQUE.isBehind(failed)) {
                    throw failed;
                }
                // Another one has created it meanwhile: now it is there to be replaced.
                return handle.inTransaction(transaction -> replace(transaction, key, values));
            }
        });
    }

    private Written replace(Handle handle, CohortKey key, CohortValues values) {
        refuseIf(values.size() > limits.valuesMax(), Why.COHORT_TOO_LARGE);
        var list = UUID.randomUUID();
        CohortLists.write(handle, list, values);
        var row = lock(handle, key);
        row.ifPresent(old -> CohortLists.delete(handle, old.state().list()));
        var weight = CohortWeight.of(values);
        var version = countChange(handle, key.owner(), growth(row, values.size(), weight));
        refuseIf(row.isEmpty() && ownedBy(handle, key.owner()) >= limits.cohortsMax(), Why.TOO_MANY_COHORTS);
        var cohort =
                save(handle, row.isEmpty() ? INSERT : UPDATE, key, new State(list, values.size(), weight, version));
        return new Written(cohort, row.map(old -> old.state().version()).orElse(0L), Optional.empty());
    }

    /** Adds these values and takes those away; none is in both. Fails with {@link CohortRefused}. */
    public CompletionStage<Written> change(CohortKey key, CohortValues added, CohortValues removed) {
        return database.run(handle -> handle.inTransaction(transaction -> change(transaction, key, added, removed)));
    }

    private Written change(Handle handle, CohortKey key, CohortValues added, CohortValues removed) {
        var row = known(lock(handle, key));
        var old = row.state();
        var difference = CohortLists.change(handle, old.list(), added, removed);
        var change = new Change(difference.added(), difference.removed());
        if (change.added().size() + change.removed().size() == 0) {
            return new Written(cohort(key, old, row.updatedAt()), old.version(), Optional.of(change));
        }
        var grown = change.added().size() - change.removed().size();
        refuseIf(grown > 0 && old.count() + grown > limits.valuesMax(), Why.COHORT_TOO_LARGE);
        var heavier = CohortWeight.ofValues(change.added()) - CohortWeight.ofValues(change.removed());
        var version = countChange(handle, key.owner(), new Growth(grown, heavier));
        var state = new State(old.list(), old.count() + grown, old.weight() + heavier, version);
        return new Written(save(handle, UPDATE, key, state), old.version(), Optional.of(change));
    }

    /** Deletes a cohort that nothing refers to; answers the version of this change. Fails with {@link CohortRefused}. */
    public CompletionStage<Long> delete(CohortKey key) {
        return database.run(handle -> {
            try {
                return handle.inTransaction(transaction -> delete(transaction, key));
            } catch (UnableToExecuteStatementException failed) {
                throw Violation.FOREIGN_KEY.isBehind(failed) ? new CohortRefused(Why.REFERRED_TO) : failed;
            }
        });
    }

    private long delete(Handle handle, CohortKey key) {
        var row = known(lock(handle, key));
        var references = handle.createQuery(REFERENCES)
                .bind("id", row.id())
                .mapTo(Long.class)
                .one();
        refuseIf(references > 0, Why.REFERRED_TO);
        CohortLists.delete(handle, row.state().list());
        own(handle.createUpdate(DELETE), key).execute();
        return countChange(handle, key.owner(), growth(Optional.of(row), 0, 0));
    }

    private static Optional<Row> lock(Handle handle, CohortKey key) {
        return own(handle.createQuery(LOCK), key)
                .map((row, context) -> new Row(
                        row.getLong("id"),
                        new State(
                                row.getObject("list", UUID.class),
                                row.getInt("size"),
                                row.getLong("weight"),
                                row.getLong("version")),
                        Column.time(row, "updated_at")))
                .findOne();
    }

    private static Row known(Optional<Row> row) {
        return row.orElseThrow(() -> new CohortRefused(Why.UNKNOWN_COHORT));
    }

    /** From what there was to this. */
    private static Growth growth(Optional<Row> row, int values, long weight) {
        return row.map(old -> new Growth(
                        values - old.state().count(), weight - old.state().weight()))
                .orElse(new Growth(values, weight));
    }

    private record Total(long version, long size, long weight) {}

    /** From here to the end of the transaction no other cohort changes; the one that does is stored after this. */
    private long countChange(Handle handle, String owner, Growth growth) {
        var grown = growth.values();
        handle.createUpdate(COUNT_CHANGE)
                .bind("grown", grown)
                .bind("heavier", growth.weight())
                .execute();
        var total = handle.createQuery(TOTAL)
                .map((row, context) -> new Total(row.getLong("version"), row.getLong("size"), row.getLong("weight")))
                .one();
        refuseIf(growth.weight() > 0 && total.weight() > limits.weightMax(), Why.TOO_MUCH_MEMORY);
        refuseIf(grown > 0 && total.size() > limits.valuesInAllMax(), Why.TOO_MANY_VALUES);
        // Where all cohorts hold no more than one owner's may, so do the owner's, and need not be added up.
        refuseIf(
                grown > 0
                        && total.size() > limits.valuesOfOwnerMax()
                        && sizeOwned(handle, owner) + grown > limits.valuesOfOwnerMax(),
                Why.TOO_MANY_VALUES_OF_OWNER);
        return total.version();
    }

    private static long sizeOwned(Handle handle, String owner) {
        return handle.createQuery(SIZE_OWNED)
                .bind("owner", owner)
                .mapTo(Long.class)
                .one();
    }

    private static int ownedBy(Handle handle, String owner) {
        return handle.createQuery(COUNT)
                .bind("owner", owner)
                .mapTo(Integer.class)
                .one();
    }

    private static Cohort save(Handle handle, String sql, CohortKey key, State state) {
        own(handle.createUpdate(sql), key)
                .bind("list", state.list())
                .bind("size", state.count())
                .bind("weight", state.weight())
                .bind("version", state.version())
                .execute();
        return own(handle.createQuery(UPDATED_AT), key)
                .map((row, context) -> cohort(key, state, Column.time(row, "updated_at")))
                .one();
    }

    private static Cohort cohort(CohortKey key, State state, Instant updatedAt) {
        return new Cohort(key.name(), state.count(), state.version(), updatedAt);
    }

    private static void refuseIf(boolean wrong, Why why) {
        if (wrong) {
            throw new CohortRefused(why);
        }
    }

    private static <S extends SqlStatement<S>> S own(S statement, CohortKey key) {
        return statement.bind("owner", key.owner()).bind("name", key.name().value());
    }
}
