package org.openmns.broker.store;

import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.openmns.access.AccessRequest;
import org.openmns.access.ApplicationId;
import org.openmns.event.TopicName;

/** Which access requests are grants, which are not any more, and who followed a type before it came under approval. */
public final class Grants {

    /** Of one round; each is there for some minutes only. */
    private static final int TO_TURN_OFF_MAX = 1_000;

    private static final String GRANTED =
            "SELECT application, event_type FROM access_request WHERE open_claim IS NOT NULL AND status = 'GRANTED'";
    private static final String TO_TURN_OFF = "SELECT document FROM access_request WHERE off_until IS NOT NULL"
            + " ORDER BY off_until FETCH FIRST :max ROWS ONLY";
    private static final String TURNED_OFF =
            "UPDATE access_request SET off_until = NULL WHERE id = :id AND off_until < :now";
    private static final String TURNED = "SELECT name FROM event_type WHERE followers_until > :now ORDER BY name";
    private static final String FOLLOWERS = "SELECT DISTINCT s.owner FROM subscription s"
            + " WHERE s.event_type = :type AND s.status <> 'OFF' AND NOT EXISTS"
            + " (SELECT 1 FROM access_request r WHERE r.application = s.owner AND r.event_type = s.event_type"
            + " AND (r.open_claim IS NOT NULL OR r.off_until IS NOT NULL))";

    private final Database database;
    private final Clock clock;

    public Grants(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Which types each application is granted. */
    public CompletionStage<Map<ApplicationId, Set<TopicName>>> all() {
        return database.run(handle -> {
            var all = new HashMap<ApplicationId, Set<TopicName>>();
            handle.createQuery(GRANTED)
                    .map((row, context) -> Map.entry(
                            new ApplicationId(row.getString("application")),
                            new TopicName(row.getString("event_type"))))
                    .forEach(each -> all.computeIfAbsent(each.getKey(), none -> new HashSet<>())
                            .add(each.getValue()));
            return all;
        });
    }

    /** Refused or withdrawn ones whose subscriptions are to be turned off. */
    public CompletionStage<List<AccessRequest>> toTurnOff() {
        return database.run(handle -> handle.createQuery(TO_TURN_OFF)
                .bind("max", TO_TURN_OFF_MAX)
                .mapTo(String.class)
                .map(AccessRequestJson::read)
                .list());
    }

    /** None of its subscriptions is on; true where none can turn up any more either. */
    public CompletionStage<Boolean> turnedOff(UUID id) {
        return database.run(handle -> handle.createUpdate(TURNED_OFF)
                        .bind("id", id)
                        .bind("now", Column.time(clock.instant()))
                        .execute()
                > 0);
    }

    /** The types that came under approval just now: who follows one of them is to be granted it. */
    public CompletionStage<List<TopicName>> turned() {
        return database.run(handle -> handle.createQuery(TURNED)
                .bind("now", Column.time(clock.instant()))
                .mapTo(String.class)
                .map(TopicName::new)
                .list());
    }

    /**
     * The owners of subscriptions to this type that are not off, where no access request of theirs is open, and none is
     * being turned off.
     */
    public CompletionStage<List<String>> followersWithoutRequest(TopicName type) {
        return database.run(handle -> handle.createQuery(FOLLOWERS)
                .bind("type", type.value())
                .mapTo(String.class)
                .list());
    }

    /** Writes down what has been granted without being asked for; false where it was asked for meanwhile. */
    public CompletionStage<Boolean> put(AccessRequest granted) {
        return database.run(handle -> {
            try {
                handle.useTransaction(transaction -> insert(transaction, granted));
                return true;
            } catch (UnableToExecuteStatementException failed) {
                if (Violation.UNIQUE.isBehind(failed)) {
                    return false;
                }
                throw failed;
            }
        });
    }

    private void insert(Handle handle, AccessRequest granted) {
        AccessRequestRow.insert(
                handle, granted, granted.decision().orElseThrow().by(), clock);
    }
}
