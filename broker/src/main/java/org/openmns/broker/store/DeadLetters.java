package org.openmns.broker.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.openmns.protocol.Listing;
import org.openmns.subscription.DeadLetter;
import org.openmns.subscription.SubscriptionCommand.Occurrence;
import org.openmns.subscription.SubscriptionId;

/** The events whose attempts are used up, kept until they are redriven or discarded. */
public final class DeadLetters {

    /** Most that one page holds, whatever the caller asks for; of large events it holds fewer. */
    public static final int PAGE_MAX = 100;

    /** Most rows that one transaction deletes: it holds locks and memory. */
    private static final int DELETE_MAX = 1_000;

    private static final String DELETE =
            "DELETE FROM dead_letter WHERE subscription = :subscription AND topic_offset = :offset";
    private static final String INSERT = "INSERT INTO dead_letter"
            + " (subscription, topic_offset, event, attempts, error, fingerprint, died_at)"
            + " VALUES (:subscription, :offset, :event, :attempts, :error, :fingerprint, :at)";
    private static final String COLUMNS = "subscription, topic_offset, event, attempts, error, died_at";
    private static final String BEHIND =
            " FROM dead_letter WHERE subscription = :subscription AND topic_offset > :after";
    private static final String IN_ORDER = " ORDER BY subscription, topic_offset";
    private static final String PAGE = IN_ORDER + " FETCH FIRST :max ROWS ONLY";
    private static final PageQuery LIST = new PageQuery(COLUMNS, "OCTET_LENGTH(event)", BEHIND + IN_ORDER);
    private static final String FIND = "SELECT " + COLUMNS + BEHIND + " AND topic_offset IN (<offsets>)" + PAGE;
    private static final String OFFSETS =
            "SELECT topic_offset FROM dead_letter WHERE subscription = :subscription" + PAGE;
    private static final String DELETE_THROUGH =
            "DELETE FROM dead_letter WHERE subscription = :subscription AND topic_offset <= :offset";
    private static final String COUNT = "SELECT COUNT(*) FROM dead_letter WHERE subscription = :subscription";

    private final Database database;

    public DeadLetters(Database database) {
        this.database = database;
    }

    /** Keeps all of them or none; one that is kept already is replaced. */
    public CompletionStage<Integer> put(List<DeadLetter> deadLetters) {
        return database.run(handle -> handle.inTransaction(transaction -> {
            // An upsert that both dialects take. The subscription's entity is the only writer of its rows.
            delete(transaction, deadLetters);
            insert(transaction, deadLetters);
            return deadLetters.size();
        }));
    }

    /** Dead letters after this offset, in the order of the topic. */
    public CompletionStage<Listing<DeadLetter>> list(SubscriptionId subscription, long after, int max) {
        return database.run(handle -> LIST.read(
                handle,
                Math.min(max, PAGE_MAX),
                query -> query.bind("subscription", subscription.value()).bind("after", after),
                DeadLetters::deadLetter));
    }

    /** Those with these offsets, the first {@code max} of them in the order of the topic. */
    public CompletionStage<List<DeadLetter>> find(SubscriptionId subscription, Set<Long> offsets, int max) {
        var wanted = offsets.stream().sorted().limit(Math.min(max, PAGE_MAX)).toList();
        return database.run(handle -> wanted.isEmpty() ? List.of() : find(handle, subscription, wanted));
    }

    /** Says how many there were. */
    public CompletionStage<Integer> delete(SubscriptionId subscription, Collection<Long> offsets) {
        var unwanted = List.copyOf(offsets);
        return database.run(handle -> {
            var deleted = 0;
            for (var from = 0; from < unwanted.size(); from += DELETE_MAX) {
                var chunk = unwanted.subList(from, Math.min(from + DELETE_MAX, unwanted.size()));
                deleted += handle.inTransaction(transaction -> delete(transaction, subscription, chunk));
            }
            return deleted;
        });
    }

    /** Says how many there were. */
    public CompletionStage<Integer> deleteAll(SubscriptionId subscription) {
        return database.run(handle -> {
            var deleted = 0;
            int chunk;
            do {
                chunk = deleteFirst(handle, subscription);
                deleted += chunk;
            } while (chunk == DELETE_MAX);
            return deleted;
        });
    }

    public CompletionStage<Long> count(SubscriptionId subscription) {
        return database.run(handle -> handle.createQuery(COUNT)
                .bind("subscription", subscription.value())
                .mapTo(Long.class)
                .one());
    }

    private static void delete(Handle handle, List<DeadLetter> deadLetters) {
        var batch = handle.prepareBatch(DELETE);
        for (var deadLetter : deadLetters) {
            batch.bind("subscription", deadLetter.subscription().value())
                    .bind("offset", deadLetter.occurrence().offset())
                    .add();
        }
        batch.execute();
    }

    private static int delete(Handle handle, SubscriptionId subscription, List<Long> offsets) {
        var batch = handle.prepareBatch(DELETE);
        offsets.forEach(offset -> batch.bind("subscription", subscription.value())
                .bind("offset", offset)
                .add());
        var deleted = 0;
        for (var count : batch.execute()) {
            deleted += count;
        }
        return deleted;
    }

    /** In two steps: for a deletion with the page as a subquery H2 takes seconds where this takes milliseconds. */
    private static int deleteFirst(Handle handle, SubscriptionId subscription) {
        return handle
                .createQuery(OFFSETS)
                .bind("subscription", subscription.value())
                .bind("max", DELETE_MAX)
                .mapTo(Long.class)
                .stream()
                .reduce((earlier, later) -> later)
                .map(last -> handle.createUpdate(DELETE_THROUGH)
                        .bind("subscription", subscription.value())
                        .bind("offset", last)
                        .execute())
                .orElse(0);
    }

    private static void insert(Handle handle, List<DeadLetter> deadLetters) {
        var batch = handle.prepareBatch(INSERT);
        for (var deadLetter : deadLetters) {
            batch.bind("subscription", deadLetter.subscription().value())
                    .bind("offset", deadLetter.occurrence().offset())
                    .bind("event", EventBytes.write(deadLetter.occurrence().event()))
                    .bind("attempts", deadLetter.attempts())
                    .bind("error", Column.cause(deadLetter.error()))
                    .bind("fingerprint", Fingerprint.of(deadLetter.error()))
                    .bind("at", Column.time(deadLetter.at()))
                    .add();
        }
        batch.execute();
    }

    private static List<DeadLetter> find(Handle handle, SubscriptionId subscription, List<Long> offsets) {
        return handle.createQuery(FIND)
                .bind("subscription", subscription.value())
                .bind("after", offsets.get(0) - 1)
                .bindList("offsets", offsets)
                .bind("max", offsets.size())
                .map(DeadLetters::deadLetter)
                .list();
    }

    private static DeadLetter deadLetter(ResultSet row, StatementContext context) throws SQLException {
        return new DeadLetter(
                Column.subscription(row, "subscription"),
                new Occurrence(row.getLong("topic_offset"), EventBytes.read(row.getBytes("event"))),
                row.getInt("attempts"),
                row.getString("error"),
                Column.time(row, "died_at"));
    }
}
