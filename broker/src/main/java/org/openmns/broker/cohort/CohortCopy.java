package org.openmns.broker.cohort;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.openmns.broker.store.CohortReader;
import org.openmns.broker.store.CohortReader.Span;
import org.openmns.broker.store.CohortReader.Whole;
import org.openmns.broker.store.CohortStore.Change;
import org.openmns.cohort.CohortKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a node's table of cohorts what the database says: whole at the start, then by what it is told, and by looking now
 * and then, for a message may be lost. One thread does it all, so that of two changes the later one stays.
 */
final class CohortCopy implements AutoCloseable {

    /** What a change is told as: from the version before it no values need be read. */
    record News(CohortKey key, long before, long version, Optional<Change> change) {

        static News deleted(CohortKey key, long version) {
            return new News(key, 0, version, Optional.empty());
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(CohortCopy.class);

    /** Read at once at the start: 4 MB of NHS numbers, while the ones before are being put into the table. */
    private static final int VALUES_AT_ONCE = 1_000_000;

    private final CohortTable table;
    private final CohortReader reader;
    private final Map<CohortKey, Long> versions = new HashMap<>();
    private final ScheduledThreadPoolExecutor thread;
    private long seen;
    private boolean silent;

    CohortCopy(CohortTable table, CohortReader reader) {
        this.table = table;
        this.reader = reader;
        this.thread = new ScheduledThreadPoolExecutor(1, work -> {
            var daemon = new Thread(work, "cohorts");
            daemon.setDaemon(true);
            return daemon;
        });
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Reads all cohorts; returns when they are in the table. */
    void load() {
        run(this::loadAll).toCompletableFuture().join();
    }

    /** From now on looks for changes so often. */
    void pollEvery(long millis) {
        var unused = thread.scheduleWithFixedDelay(this::poll, millis, millis, TimeUnit.MILLISECONDS);
    }

    /** Looks for changes now. */
    void pollSoon() {
        thread.execute(this::poll);
    }

    /** Completes when the table holds the cohort as it became with this version, or later. */
    CompletionStage<Void> follow(News news) {
        return run(() -> apply(news));
    }

    private CompletionStage<Void> run(Runnable work) {
        return CompletableFuture.runAsync(work, thread);
    }

    private void loadAll() {
        var start = System.nanoTime();
        seen = reader.version().toCompletableFuture().join();
        var next = CompletableFuture.completedFuture(List.<Whole>of());
        for (var span : spans()) {
            var before = next;
            next = reader.read(span).toCompletableFuture();
            putAll(before.join());
        }
        putAll(next.join());
        if (!versions.isEmpty()) {
            var millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            LOG.info("cohorts loaded: {} with {} values in {} ms", versions.size(), table.size(), millis);
        }
    }

    /** On all cores: for a node that starts this is most of the time. */
    private void putAll(List<Whole> wholes) {
        wholes.parallelStream().forEach(whole -> table.put(whole.key(), whole.parts()));
        wholes.forEach(whole -> versions.put(whole.key(), whole.version()));
    }

    private List<Span> spans() {
        return reader.spans(VALUES_AT_ONCE).toCompletableFuture().join();
    }

    private void apply(News news) {
        var known = versions.getOrDefault(news.key(), 0L);
        if (known >= news.version()) {
            return;
        }
        if (news.change().isPresent() && known == news.before()) {
            table.change(
                    news.key(), news.change().get().added(), news.change().get().removed());
            versions.put(news.key(), news.version());
        } else {
            read(news.key());
        }
    }

    private void read(CohortKey key) {
        reader.read(key).toCompletableFuture().join().ifPresentOrElse(this::put, () -> {
            table.delete(key);
            versions.remove(key);
        });
    }

    private void put(Whole whole) {
        table.put(whole.key(), whole.parts());
        versions.put(whole.key(), whole.version());
    }

    /** A database that is away is looked at again the next time; it is said once. */
    private void poll() {
        try {
            var version = reader.version().toCompletableFuture().join();
            if (version != seen) {
                catchUp();
                seen = version;
            }
            silent = false;
        } catch (RuntimeException failed) {
            if (!silent) {
                LOG.warn(
                        "cannot look for changed cohorts now: {}",
                        failed.getCause() == null
                                ? failed
                                : failed.getCause().getClass().getSimpleName());
            }
            silent = true;
        }
    }

    private void catchUp() {
        var stored = reader.versions().toCompletableFuture().join();
        stored.forEach((key, version) -> {
            if (versions.getOrDefault(key, 0L) < version) {
                read(key);
            }
        });
        for (var key : new ArrayList<>(versions.keySet())) {
            if (!stored.containsKey(key)) {
                read(key);
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
