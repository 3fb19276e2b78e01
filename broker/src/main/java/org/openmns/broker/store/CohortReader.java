package org.openmns.broker.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.openmns.cohort.Cohort;
import org.openmns.cohort.CohortKey;
import org.openmns.cohort.CohortName;
import org.openmns.cohort.CohortRefused;
import org.openmns.cohort.CohortValues;

/** Reads cohorts from the database: for their owners in pages, for the memory of a node whole. */
public final class CohortReader {

    private static final String OWN = " WHERE owner = :owner AND name = :name";
    private static final String SELECT = "SELECT name, size, version, updated_at FROM cohort";
    private static final String FIND = SELECT + OWN;
    private static final String LIST =
            SELECT + " WHERE owner = :owner AND name > :after" + " ORDER BY owner, name FETCH FIRST :max ROWS ONLY";
    private static final String NAMES = "SELECT name FROM cohort WHERE owner = :owner AND name IN (<names>)";
    private static final String FIND_LIST = "SELECT list FROM cohort" + OWN;
    private static final String WHOLE = "SELECT cohort.id, owner, name, version, content FROM cohort"
            + " LEFT JOIN cohort_part ON cohort_part.list = cohort.list";
    private static final String ONE = WHOLE + OWN + " ORDER BY lowest";
    private static final String SOME =
            WHOLE + " WHERE cohort.id > :after AND cohort.id <= :through ORDER BY cohort.id, lowest";
    private static final String SIZES = "SELECT id, size FROM cohort ORDER BY id";
    private static final String VERSIONS = "SELECT owner, name, version FROM cohort";
    private static final String VERSION = "SELECT version FROM cohort_total";
    private static final String WEIGHT = "SELECT weight FROM cohort_total";

    private final Database database;

    public CohortReader(Database database) {
        this.database = database;
    }

    /** A cohort with all its values. */
    public record Whole(CohortKey key, long version, List<CohortValues> parts) {}

    /** The cohorts with ids beyond {@code after}, up to {@code through}. */
    public record Span(long after, long through) {}

    /** Some values of a cohort, and how to ask for those behind them; nothing where there are none. */
    public record Page(CohortValues values, Optional<String> next) {}

    public CompletionStage<Optional<Cohort>> find(CohortKey key) {
        return database.run(handle ->
                own(handle.createQuery(FIND), key).map(CohortReader::cohort).findOne());
    }

    /** The owner's cohorts behind this one, by name. */
    public CompletionStage<List<Cohort>> list(String owner, Optional<CohortName> after, int max) {
        return database.run(handle -> handle.createQuery(LIST)
                .bind("owner", owner)
                .bind("after", after.map(CohortName::value).orElse(""))
                .bind("max", max)
                .map(CohortReader::cohort)
                .list());
    }

    /** Which of these names the owner has no cohort of. */
    public CompletionStage<Set<CohortName>> absent(String owner, Set<CohortName> names) {
        return database.run(handle -> {
            var found = handle.createQuery(NAMES)
                    .bind("owner", owner)
                    .bindList("names", names.stream().map(CohortName::value).toList())
                    .mapTo(String.class)
                    .set();
            return names.stream().filter(name -> !found.contains(name.value())).collect(Collectors.toSet());
        });
    }

    /**
     * At most so many values in their order, those behind the page that named this place; nothing where there is no such
     * cohort. Fails with {@link CohortRefused}.
     */
    public CompletionStage<Optional<Page>> values(CohortKey key, Optional<String> after, int max) {
        return database.run(handle -> {
            var from = after.map(CohortReader::key).map(CohortPart::behind).orElse(new byte[0]);
            return handle.inTransaction(
                    TransactionIsolationLevel.REPEATABLE_READ,
                    snapshot -> own(snapshot.createQuery(FIND_LIST), key)
                            .mapTo(UUID.class)
                            .findOne()
                            .map(list -> page(snapshot, list, from, max)));
        });
    }

    private static Page page(Handle handle, UUID list, byte[] from, int max) {
        // One more than a page tells whether there is a next one.
        var found = CohortLists.page(handle, list, from, max + 1);
        if (found.size() <= max) {
            return new Page(found, Optional.empty());
        }
        var next = Base64.getUrlEncoder().withoutPadding().encodeToString(CohortPart.key(found, max - 1));
        return new Page(CohortPart.slice(found, 0, max), Optional.of(next));
    }

    private static byte[] key(String place) {
        try {
            var key = Base64.getUrlDecoder().decode(place);
            if (CohortPart.isKey(key)) {
                return key;
            }
        } catch (IllegalArgumentException notBase64) {
            // Refused like any other that we did not make.
        }
        throw new CohortRefused(CohortRefused.Why.UNKNOWN_PLACE);
    }

    /** All cohorts, in spans of about so many values. */
    public CompletionStage<List<Span>> spans(int values) {
        return database.run(handle -> {
            var spans = new ArrayList<Span>();
            var last = new long[] {0, 0};
            var size = new long[1];
            handle.createQuery(SIZES)
                    .map((row, context) -> new long[] {row.getLong("id"), row.getLong("size")})
                    .forEach(row -> {
                        if (size[0] > 0 && size[0] + row[1] > values) {
                            spans.add(new Span(last[0], last[1]));
                            last[0] = last[1];
                            size[0] = 0;
                        }
                        last[1] = row[0];
                        size[0] += row[1];
                    });
            if (last[1] > last[0]) {
                spans.add(new Span(last[0], last[1]));
            }
            return spans;
        });
    }

    /** The cohorts of this span, in one moment. */
    public CompletionStage<List<Whole>> read(Span span) {
        return database.run(handle ->
                wholes(handle.createQuery(SOME).bind("after", span.after()).bind("through", span.through())));
    }

    /** This cohort, in one moment. */
    public CompletionStage<Optional<Whole>> read(CohortKey key) {
        return database.run(
                handle -> wholes(own(handle.createQuery(ONE), key)).stream().findFirst());
    }

    /** How often cohorts have changed. */
    public CompletionStage<Long> version() {
        return database.run(
                handle -> handle.createQuery(VERSION).mapTo(Long.class).one());
    }

    /** What all cohorts take of a node's heap. */
    public CompletionStage<Long> weight() {
        return database.run(
                handle -> handle.createQuery(WEIGHT).mapTo(Long.class).one());
    }

    /** All cohorts and their versions, in one moment. */
    public CompletionStage<Map<CohortKey, Long>> versions() {
        return database.run(handle -> handle.createQuery(VERSIONS)
                .map((row, context) -> Map.entry(key(row), row.getLong("version")))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    private static List<Whole> wholes(Query query) {
        var wholes = new ArrayList<Whole>();
        query.map((row, context) -> {
                    var content = Optional.ofNullable(row.getBytes("content")).map(CohortPart::unpack);
                    return new Whole(
                            key(row), row.getLong("version"), content.stream().toList());
                })
                .forEach(part -> {
                    var last = wholes.isEmpty() ? null : wholes.get(wholes.size() - 1);
                    if (last != null && last.key().equals(part.key())) {
                        last.parts().addAll(part.parts());
                    } else {
                        wholes.add(new Whole(part.key(), part.version(), new ArrayList<>(part.parts())));
                    }
                });
        return wholes;
    }

    private static CohortKey key(ResultSet row) throws SQLException {
        return new CohortKey(row.getString("owner"), new CohortName(row.getString("name")));
    }

    private static Cohort cohort(ResultSet row, StatementContext context) throws SQLException {
        return new Cohort(
                new CohortName(row.getString("name")),
                row.getInt("size"),
                row.getLong("version"),
                Column.time(row, "updated_at"));
    }

    private static <S extends SqlStatement<S>> S own(S statement, CohortKey key) {
        return statement.bind("owner", key.owner()).bind("name", key.name().value());
    }
}
