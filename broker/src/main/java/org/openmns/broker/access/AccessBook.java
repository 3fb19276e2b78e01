package org.openmns.broker.access;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.openmns.access.Application;
import org.openmns.access.ApplicationId;
import org.openmns.broker.store.AccessVersion;
import org.openmns.broker.store.ApplicationTable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All applications as this node knows them, for every request asks: read whole at the start, after each change of this node
 * at once, and after those of others when the version in the database has risen. One thread reads, so that of two readings
 * the later one stays.
 */
final class AccessBook implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AccessBook.class);

    private final ApplicationTable table;
    private final AccessVersion version;
    private final List<Application> fixed;
    private final ScheduledThreadPoolExecutor thread;
    private volatile Map<ApplicationId, Application> known = Map.of();
    private long seen = -1;
    private boolean silent;

    /** {@code fixed} are those of the configuration: nothing in the database replaces them. */
    AccessBook(ApplicationTable table, AccessVersion version, List<Application> fixed) {
        this.table = table;
        this.version = version;
        this.fixed = List.copyOf(fixed);
        this.thread = new ScheduledThreadPoolExecutor(1, work -> {
            var daemon = new Thread(work, "access");
            daemon.setDaemon(true);
            return daemon;
        });
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Reads all; then looks for changes so often. */
    void open(Duration interval) {
        refresh().toCompletableFuture().join();
        var unused = thread.scheduleWithFixedDelay(
                this::poll, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    Optional<Application> find(ApplicationId id) {
        return Optional.ofNullable(known.get(id));
    }

    /** In the order of their ids. */
    List<Application> list(Optional<ApplicationId> after, int max) {
        return known.values().stream()
                .filter(each -> after.isEmpty() || each.id().compareTo(after.get()) > 0)
                .sorted((one, other) -> one.id().compareTo(other.id()))
                .limit(max)
                .toList();
    }

    boolean isFixed(ApplicationId id) {
        return fixed.stream().anyMatch(each -> each.id().equals(id));
    }

    /** Completes when this node knows all that is in the database now. */
    CompletionStage<Void> refresh() {
        return CompletableFuture.runAsync(this::read, thread);
    }

    /** The version first: what changes while all is read is then read again. */
    private void read() {
        var now = version.read().toCompletableFuture().join();
        var read = new HashMap<ApplicationId, Application>();
        for (var document : table.all().toCompletableFuture().join()) {
            var application = ApplicationJson.read(document);
            read.put(application.id(), application);
        }
        fixed.forEach(application -> read.put(application.id(), application));
        known = Map.copyOf(read);
        seen = now;
    }

    /** A database that is away is looked at again the next time; it is said once. */
    private void poll() {
        try {
            if (version.read().toCompletableFuture().join() != seen) {
                read();
            }
            silent = false;
        } catch (RuntimeException failed) {
            if (!silent) {
                LOG.warn("cannot look for changed applications now");
            }
            silent = true;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
