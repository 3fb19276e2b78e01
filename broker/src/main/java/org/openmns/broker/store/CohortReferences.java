package org.openmns.broker.store;

import java.util.Comparator;
import org.jdbi.v3.core.Handle;
import org.openmns.cohort.CohortName;
import org.openmns.subscription.Registration;

/** Which cohorts a subscription's criteria refer to, kept in the transaction of its row in the registry. */
final class CohortReferences {

    private static final String CLEAR = "DELETE FROM cohort_reference WHERE subscription = :id";
    private static final String LOCK = "SELECT id FROM cohort WHERE owner = :owner AND name = :name FOR UPDATE";
    private static final String INSERT =
            "INSERT INTO cohort_reference (subscription, cohort) VALUES (:subscription, :cohort)";

    private CohortReferences() {}

    /** Whoever deletes a cohort locks it, too: H2 does not hold uncommitted rows against a foreign key. */
    static void put(Handle handle, Registration registration, boolean created) {
        if (!created) {
            handle.createUpdate(CLEAR).bind("id", registration.id().value()).execute();
        }
        // In one order, so that two of them never wait for each other. One deleted a moment ago is left out: it is
        // empty.
        registration.criteria().cohorts().stream()
                .sorted(Comparator.comparing(CohortName::value))
                .forEach(name -> put(handle, registration, name));
    }

    private static void put(Handle handle, Registration registration, CohortName name) {
        handle.createQuery(LOCK)
                .bind("owner", registration.owner())
                .bind("name", name.value())
                .mapTo(Long.class)
                .findOne()
                .ifPresent(cohort -> handle.createUpdate(INSERT)
                        .bind("subscription", registration.id().value())
                        .bind("cohort", cohort)
                        .execute());
    }
}
