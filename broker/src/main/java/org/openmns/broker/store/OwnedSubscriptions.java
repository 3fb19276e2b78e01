package org.openmns.broker.store;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.openmns.event.TopicName;
import org.openmns.subscription.SubscriptionId;

/** Which subscriptions one owner has, as the {@link Registry} knows them: for whoever tells all of them something. */
public final class OwnedSubscriptions {

    private static final String FOLLOWING = "SELECT id FROM subscription WHERE owner = :owner AND id > :after"
            + " AND event_type = :eventType AND status <> 'OFF' ORDER BY owner, id FETCH FIRST :max ROWS ONLY";
    private static final String FOLLOWED =
            "SELECT DISTINCT event_type FROM subscription WHERE owner = :owner AND status <> 'OFF' ORDER BY event_type";
    private static final String ALL = "SELECT id FROM subscription WHERE owner = :owner AND id > :after"
            + " ORDER BY owner, id FETCH FIRST :max ROWS ONLY";
    private final Database database;

    public OwnedSubscriptions(Database database) {
        this.database = database;
    }

    /** The owner's subscriptions to this topic that are not off, in the order of their ids behind this one. */
    public CompletionStage<List<SubscriptionId>> following(
            String owner, TopicName topic, SubscriptionId after, int max) {
        return database.run(handle -> handle.createQuery(FOLLOWING)
                .bind("owner", owner)
                .bind("eventType", topic.value())
                .bind("after", after.value())
                .bind("max", Math.min(max, Registry.PAGE_MAX))
                .map((row, context) -> Column.subscription(row, "id"))
                .list());
    }

    /** The types that the owner's subscriptions which are not off are for. */
    public CompletionStage<List<TopicName>> followed(String owner) {
        return database.run(handle -> handle.createQuery(FOLLOWED)
                .bind("owner", owner)
                .mapTo(String.class)
                .map(TopicName::new)
                .list());
    }

    /** All of the owner's subscriptions, in the order of their ids behind this one. */
    public CompletionStage<List<SubscriptionId>> all(String owner, SubscriptionId after, int max) {
        return database.run(handle -> handle.createQuery(ALL)
                .bind("owner", owner)
                .bind("after", after.value())
                .bind("max", Math.min(max, Registry.PAGE_MAX))
                .map((row, context) -> Column.subscription(row, "id"))
                .list());
    }
}
