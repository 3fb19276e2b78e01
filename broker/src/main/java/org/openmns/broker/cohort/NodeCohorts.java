package org.openmns.broker.cohort;

import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.cluster.Cluster;
import org.openmns.broker.store.CohortReader;
import org.openmns.broker.store.CohortStore;
import org.openmns.broker.store.Database;
import org.openmns.config.CohortSettings;
import org.openmns.http.Cohorts;

/** All that a node has of cohorts: the table that matching asks, what keeps it true, and what the API changes them by. */
public final class NodeCohorts implements AutoCloseable {

    private final CohortTable table;
    private final CohortCopy copy;
    private final Cohorts api;

    private NodeCohorts(CohortTable table, CohortCopy copy, Cohorts api) {
        this.table = table;
        this.copy = copy;
        this.api = api;
    }

    /**
     * Loads all cohorts and opens the desk at which other nodes tell of changes. Before this node joins the others: until
     * then nobody waits for it, and no event comes here that would be held against half of them.
     */
    public static NodeCohorts start(ActorSystem<?> system, Database database, CohortSettings settings) {
        var table = new CohortTable();
        var reader = new CohortReader(database);
        var copy = new CohortCopy(table, reader);
        try {
            copy.load();
        } catch (RuntimeException failed) {
            copy.close();
            throw failed;
        }
        system.systemActorOf(CohortDesk.create(copy), CohortDesk.NAME, Props.empty());
        // What changed between the load and the first message that reached this node.
        Cluster.get(system).registerOnMemberUp(copy::pollSoon);
        copy.pollEvery(settings.refresh().pollInterval().toMillis());
        var limits = settings.limits();
        var store = new CohortStore(
                database,
                new CohortStore.Limits(
                        limits.valuesMax(),
                        limits.valuesOfApplicationMax(),
                        limits.valuesInAllMax(),
                        limits.cohortsMax()));
        var news = new CohortNews(system, copy, settings.refresh().timeout());
        return new NodeCohorts(table, copy, new StoredCohorts(store, reader, news));
    }

    /** What this node matches events against. */
    public CohortTable table() {
        return table;
    }

    /** What the API reads and changes. */
    public Cohorts api() {
        return api;
    }

    /** Follows no more changes; before the database is closed. */
    @Override
    public void close() {
        copy.close();
    }
}
