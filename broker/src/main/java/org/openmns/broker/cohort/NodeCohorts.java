package org.openmns.broker.cohort;

import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.cluster.Cluster;
import org.openmns.broker.store.CohortReader;
import org.openmns.broker.store.CohortStore;
import org.openmns.broker.store.CohortWeights;
import org.openmns.broker.store.Database;
import org.openmns.config.CohortSettings;
import org.openmns.http.Cohorts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that a node has of cohorts: the table that matching asks, what keeps it true, and what the API changes them by. */
public final class NodeCohorts implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NodeCohorts.class);

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
        var weightMax = settings.weightMax(Runtime.getRuntime().maxMemory());
        var table = new CohortTable();
        var reader = new CohortReader(database);
        var copy = new CohortCopy(table, reader);
        try {
            copy.load();
            CohortWeights.count(database).toCompletableFuture().join();
            warnIfHeavy(reader, weightMax);
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
                        limits.cohortsMax(),
                        weightMax));
        var news = new CohortNews(system, copy, settings.refresh().timeout());
        return new NodeCohorts(table, copy, new StoredCohorts(store, reader, news));
    }

    /** What is there stays, or nobody could start a node to delete some of it. */
    private static void warnIfHeavy(CohortReader reader, long weightMax) {
        var weight = reader.weight().toCompletableFuture().join();
        if (weight > weightMax) {
            LOG.warn(
                    "cohorts take some {} MiB of this node's heap and are to take {}: none may grow, until some are deleted,"
                            + " the heap is larger or openmns.cohort.memory-percent-max says more",
                    weight >> 20,
                    weightMax >> 20);
        }
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
