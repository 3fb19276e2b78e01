package org.openmns.broker.cohort;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.openmns.broker.cohort.CohortCopy.News;
import org.openmns.broker.store.CohortReader;
import org.openmns.broker.store.CohortStore;
import org.openmns.broker.store.CohortStore.Written;
import org.openmns.cohort.Cohort;
import org.openmns.cohort.CohortKey;
import org.openmns.cohort.CohortName;
import org.openmns.cohort.CohortRefused;
import org.openmns.cohort.CohortValues;
import org.openmns.cohort.NhsNumber;
import org.openmns.http.Cohorts;

/** The cohorts as the API sees them: a change is stored first, then known to every node, then answered. */
final class StoredCohorts implements Cohorts {

    private final CohortStore store;
    private final CohortReader reader;
    private final CohortNews news;

    StoredCohorts(CohortStore store, CohortReader reader, CohortNews news) {
        this.store = store;
        this.reader = reader;
        this.news = news;
    }

    @Override
    public CompletionStage<Replaced> replace(CohortKey key, CohortValues values) {
        return store.replace(key, values)
                .thenCompose(written ->
                        spread(key, written).thenApply(all -> new Replaced(written.before() == 0, written.cohort())));
    }

    @Override
    public CompletionStage<Cohort> change(CohortKey key, CohortValues added, CohortValues removed) {
        return store.change(key, added, removed)
                .thenCompose(written -> spread(key, written).thenApply(all -> written.cohort()));
    }

    /** Also what changed nothing: it may be the second try of what one node has not confirmed. */
    private CompletionStage<Void> spread(CohortKey key, Written written) {
        var cohort = written.cohort();
        return news.spread(new News(key, written.before(), cohort.version(), written.change()), cohort.count());
    }

    /** Nothing refers to it any more, so nobody need wait until the nodes have forgotten it. */
    @Override
    public CompletionStage<Void> delete(CohortKey key) {
        return store.delete(key).thenAccept(version -> news.spread(News.deleted(key, version), 0));
    }

    @Override
    public CompletionStage<Optional<Cohort>> find(CohortKey key) {
        return reader.find(key);
    }

    @Override
    public CompletionStage<List<Cohort>> list(String owner, Optional<CohortName> after, int max) {
        return reader.list(owner, after, max);
    }

    @Override
    public CompletionStage<Page> values(CohortKey key, Optional<String> after, int max) {
        return reader.values(key, after, max)
                .thenApply(found -> found.map(page -> new Page(texts(page.values()), page.next()))
                        .orElseThrow(() -> new CohortRefused(CohortRefused.Why.UNKNOWN_COHORT)));
    }

    private static List<String> texts(CohortValues values) {
        var texts = new ArrayList<String>(values.size());
        for (var place = 0; place < values.nhsNumbers(); place++) {
            texts.add(NhsNumber.unpack(values.nhsNumber(place)));
        }
        texts.addAll(values.texts());
        return texts;
    }

    @Override
    public CompletionStage<Set<CohortName>> absent(String owner, Set<CohortName> names) {
        return reader.absent(owner, names);
    }
}
