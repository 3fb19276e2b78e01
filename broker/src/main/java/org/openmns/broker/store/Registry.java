package org.openmns.broker.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.openmns.broker.secret.SealedText;
import org.openmns.broker.secret.SecretKeys;
import org.openmns.criteria.Criteria;
import org.openmns.event.TopicName;
import org.openmns.protocol.Listing;
import org.openmns.subscription.Holding;
import org.openmns.subscription.Registration;
import org.openmns.subscription.Registration.Standing;
import org.openmns.subscription.Subscription.Status;
import org.openmns.subscription.SubscriptionId;

/** The subscriptions as listing and a starting topic see them, without starting their entities. */
public final class Registry {

    /** Most that one page of a list holds, and that one statement reads, whatever the caller asks for. */
    public static final int PAGE_MAX = 1_000;

    /** Most that one page for a topic holds: where processors are busy, each page waits for two threads to be woken. */
    public static final int TOPIC_PAGE_MAX = 10_000;

    /** With so many characters of criteria such a page is full, too, after the statement that it came with. */
    private static final long TOPIC_PAGE_CHARS = 4L << 20;

    private static final String INSERT = "INSERT INTO subscription"
            + " (id, owner, event_type, criteria, resource, ends_at, status, error, updated_at)"
            + " VALUES (:id, :owner, :eventType, :criteria, :resource, :endsAt, :status, :error, CURRENT_TIMESTAMP)";
    private static final String UPDATE = "UPDATE subscription SET owner = :owner, event_type = :eventType,"
            + " criteria = :criteria, resource = :resource, ends_at = :endsAt, status = :status, error = :error,"
            + " updated_at = CURRENT_TIMESTAMP WHERE id = :id";
    private static final String SET_STANDING = "UPDATE subscription SET status = :status, error = :error,"
            + " updated_at = CURRENT_TIMESTAMP WHERE id = :id";
    private static final String COLUMNS = "id, owner, criteria, resource, status, error";
    private static final String SELECT = "SELECT " + COLUMNS + " FROM subscription";
    private static final String FIND = SELECT + " WHERE id = :id";
    private static final String SIZE = "OCTET_LENGTH(resource) + OCTET_LENGTH(criteria)";
    private static final PageQuery LIST =
            new PageQuery(COLUMNS, SIZE, " FROM subscription WHERE owner = :owner ORDER BY owner, id");
    private static final PageQuery LIST_AFTER =
            new PageQuery(COLUMNS, SIZE, " FROM subscription WHERE owner = :owner AND id > :after ORDER BY owner, id");
    private static final String FOR_TOPIC = "SELECT place, id, owner, criteria FROM subscription"
            + " WHERE event_type = :eventType AND place > :after AND status <> 'OFF'"
            + " ORDER BY event_type, place FETCH FIRST :max ROWS ONLY";
    private static final String NEWEST = SELECT + " ORDER BY place DESC FETCH FIRST ROW ONLY";
    private static final String REQUESTED =
            "SELECT id FROM subscription WHERE status = 'REQUESTED' AND id > :after ORDER BY id FETCH FIRST :max ROWS ONLY";
    private static final String COUNT = "SELECT COUNT(*) FROM subscription";

    private final Database database;
    private final SealedText sealing;

    /** The resource is sealed with these keys, for there are credentials in it. */
    public Registry(Database database, SecretKeys keys) {
        this.database = database;
        this.sealing = new SealedText(keys);
    }

    /** What a starting topic needs of one subscription. */
    public record Entry(SubscriptionId id, String owner, Criteria criteria) {}

    /** Some subscriptions of a topic, and the place to go on from; none of them means that there are no more. */
    public record Page(List<Entry> entries, long last) {

        public Page {
            entries = List.copyOf(entries);
        }
    }

    /** Adds or replaces, with the cohorts that the criteria refer to; says whether it was added. */
    public CompletionStage<Boolean> put(Registration registration) {
        return database.run(handle -> {
            try {
                return handle.inTransaction(transaction -> put(transaction, registration));
            } catch (UnableToExecuteStatementException failed) {
                if (!Violation.UNIQUE.isBehind(failed)) {
                    throw failed;
                }
                // Another writer was faster: the update finds something now.
                return handle.inTransaction(transaction -> put(transaction, registration));
            }
        });
    }

    /** Says whether the subscription is there. */
    public CompletionStage<Boolean> setStanding(SubscriptionId id, Standing standing) {
        return database.run(handle -> bind(handle.createUpdate(SET_STANDING).bind("id", id.value()), standing)
                        .execute()
                > 0);
    }

    /** With all else that is stored of the subscription; says whether it was there. */
    public CompletionStage<Boolean> delete(SubscriptionId id, Remains remains) {
        return database.run(handle -> handle.inTransaction(transaction -> remains.delete(transaction, id)));
    }

    public CompletionStage<Optional<Registration>> find(SubscriptionId id) {
        return database.run(handle -> handle.createQuery(FIND)
                .bind("id", id.value())
                .map(this::registration)
                .findOne());
    }

    /** That of the subscription created last; fails where this node has not the key that it was stored under. */
    public CompletionStage<Optional<Registration>> newest() {
        return database.run(
                handle -> handle.createQuery(NEWEST).map(this::registration).findOne());
    }

    /** The owner's subscriptions in the order of their ids, which also serves to go on after one deleted meanwhile. */
    public CompletionStage<Listing<Registration>> list(String owner, Optional<SubscriptionId> after, int max) {
        return database.run(handle -> (after.isPresent() ? LIST_AFTER : LIST)
                .read(
                        handle,
                        Math.min(max, PAGE_MAX),
                        query -> {
                            query.bind("owner", owner);
                            after.ifPresent(id -> query.bind("after", id.value()));
                        },
                        this::registration));
    }

    /** Those that wait for their endpoints to agree, in the order of their ids behind this one. */
    public CompletionStage<List<SubscriptionId>> requested(SubscriptionId after, int max) {
        return database.run(handle -> handle.createQuery(REQUESTED)
                .bind("after", after.value())
                .bind("max", Math.min(max, PAGE_MAX))
                .map((row, context) -> Column.subscription(row, "id"))
                .list());
    }

    /** The topic's subscriptions, save those that are off, in the order of their creation; the first page is after 0. */
    public CompletionStage<Page> forTopic(TopicName topic, long after, int max) {
        return database.run(handle -> topicPage(handle, topic, after, Math.min(max, TOPIC_PAGE_MAX)));
    }

    public CompletionStage<Long> count() {
        return database.run(
                handle -> handle.createQuery(COUNT).mapTo(Long.class).one());
    }

    /**
     * What one owner has: those that are not off and whose end has not passed, counted no further than to {@code max}, and
     * all, counted no further than to twice as many.
     */
    public CompletionStage<Holding> count(String owner, Instant now, int max) {
        return database.run(handle -> HoldingQuery.read(handle, owner, now, max));
    }

    /** Reads criteria here, on a thread of the database: the topic has enough to do with a million of them. */
    private static Page topicPage(Handle handle, TopicName topic, long after, int max) {
        var entries = new ArrayList<Entry>();
        var chars = 0L;
        var last = after;
        Page read;
        do {
            read = page(handle, topic, last, Math.min(max - entries.size(), PAGE_MAX));
            entries.addAll(read.entries());
            chars += read.entries().stream()
                    .mapToLong(entry -> entry.criteria().text().length())
                    .sum();
            last = read.last();
        } while (!read.entries().isEmpty() && entries.size() < max && chars < TOPIC_PAGE_CHARS);
        return new Page(entries, last);
    }

    private static Page page(Handle handle, TopicName topic, long after, int max) {
        return handle.createQuery(FOR_TOPIC)
                .bind("eventType", topic.value())
                .bind("after", after)
                .bind("max", max)
                .scanResultSet((rows, context) -> page(rows.get(), after));
    }

    private static Page page(ResultSet rows, long after) throws SQLException {
        var entries = new ArrayList<Entry>();
        var last = after;
        while (rows.next()) {
            last = rows.getLong("place");
            var criteria = Criteria.parse(rows.getString("criteria"));
            entries.add(new Entry(Column.subscription(rows, "id"), rows.getString("owner"), criteria));
        }
        return new Page(entries, last);
    }

    private boolean put(Handle handle, Registration registration) {
        var created = bind(handle.createUpdate(UPDATE), registration).execute() == 0;
        if (created) {
            bind(handle.createUpdate(INSERT), registration).execute();
        }
        CohortReferences.put(handle, registration, created);
        return created;
    }

    private <S extends SqlStatement<S>> S bind(S statement, Registration registration) {
        var endsAt = Ending.of(registration.resource()).map(Column::time);
        return bind(statement, registration.standing())
                .bind("id", registration.id().value())
                .bind("owner", registration.owner())
                .bind("eventType", registration.criteria().eventType().value())
                .bind("criteria", registration.criteria().text())
                .bind("endsAt", endsAt.orElse(null))
                .bind("resource", sealing.seal(registration.resource(), belongsTo(registration.id())));
    }

    private static <S extends SqlStatement<S>> S bind(S statement, Standing standing) {
        return statement
                .bind("status", standing.status().name())
                .bind("error", standing.error().map(Column::cause).orElse(null));
    }

    private Registration registration(ResultSet row, StatementContext context) throws SQLException {
        var id = Column.subscription(row, "id");
        return new Registration(
                id,
                row.getString("owner"),
                Criteria.parse(row.getString("criteria")),
                new Standing(Status.valueOf(row.getString("status")), Optional.ofNullable(row.getString("error"))),
                sealing.open(row.getString("resource"), belongsTo(id)));
    }

    private static String belongsTo(SubscriptionId id) {
        return "subscription/" + id;
    }
}
