package org.openmns.broker.store;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.openmns.subscription.SubscriptionId;

/**
 * What is stored of a subscription that is gone: the facts before the one that says so, and its snapshot, hold the criteria, in
 * which patients may be named, and its credentials. {@code entity} is its persistence id, {@code gone} that fact's sequence
 * number. Its dead letters may be many, and go before.
 */
public record Remains(String entity, long gone) {

    private static final List<String> OF_ITS_ENTITY = List.of(
            "DELETE FROM \"event_journal\" WHERE \"persistence_id\" = :entity AND \"sequence_number\" < :gone",
            "DELETE FROM \"snapshot\" WHERE \"persistence_id\" = :entity AND \"sequence_number\" < :gone");
    private static final String ATTEMPTS = "DELETE FROM attempt WHERE subscription = :id";
    private static final String REGISTERED = "DELETE FROM subscription WHERE id = :id";

    /** True where the subscription was registered. */
    boolean delete(Handle handle, SubscriptionId id) {
        for (var delete : OF_ITS_ENTITY) {
            handle.createUpdate(delete)
                    .bind("entity", entity)
                    .bind("gone", gone)
                    .execute();
        }
        handle.createUpdate(ATTEMPTS).bind("id", id.value()).execute();
        return handle.createUpdate(REGISTERED).bind("id", id.value()).execute() > 0;
    }
}
