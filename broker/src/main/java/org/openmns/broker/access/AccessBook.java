package org.openmns.broker.access;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.openmns.access.Application;
import org.openmns.access.ApplicationId;
import org.openmns.broker.store.AccessVersion;
import org.openmns.broker.store.ApplicationTable;
import org.openmns.broker.store.Grants;
import org.openmns.event.TopicName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All applications and what they were granted as this node knows it, for every request asks: read whole at the start, after
 * each change of this node at once, and after those of others when the version in the database has risen. One thread reads,
 * so that of two readings the later one stays.
 */
final class AccessBook implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AccessBook.class);

    private final Tables tables;
    private final List<Application> fixed;
    private final Governing governing;
    private final ScheduledThreadPoolExecutor thread;
    private volatile Map<ApplicationId, Application> known = Map.of();
    private volatile Map<ApplicationId, Set<TopicName>> granted = Map.of();
    private long seen = -1;
    private boolean silent;

    /** {@code fixed} are those of the configuration: nothing in the database replaces them. */
    AccessBook(Tables tables, List<Application> fixed, Governing governing) {
        this.tables = tables;
        this.fixed = List.copyOf(fixed);
        this.governing = governing;
        this.thread = new ScheduledThreadPoolExecutor(1, work -> {
            var daemon = new Thread(work, "access");
            daemon.setDaemon(true);
            return daemon;
        });
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** What it reads. */
    record Tables(ApplicationTable applications, Grants grants, AccessVersion version) {}

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

    /** The event types under approval at this moment. */
    Set<TopicName> restricted() {
        return governing.restricted().get();
    }

    /** Those of them that it may follow: which it was granted, and which are its own. */
    Set<TopicName> followable(ApplicationId id, Set<TopicName> restricted) {
        if (restricted.isEmpty()) {
            return Set.of();
        }
        var followable = new HashSet<TopicName>();
        var grants = granted.getOrDefault(id, Set.of());
        for (var type : restricted) {
            if (grants.contains(type) || isOwner(id, type)) {
                followable.add(type);
            }
        }
        return followable;
    }

    /** Whether it may, as far as is known without its token. */
    boolean mayFollow(ApplicationId id, TopicName type) {
        var restricted = restricted();
        return !restricted.contains(type)
                || followable(id, restricted).contains(type)
                || find(id).filter(each -> each.permissions().isOperator()).isPresent();
    }

    private boolean isOwner(ApplicationId id, TopicName type) {
        return governing.of(type).owner().filter(id::equals).isPresent();
    }

    /** Completes when this node knows all that is in the database now. */
    CompletionStage<Void> refresh() {
        return CompletableFuture.runAsync(this::read, thread);
    }

    /** The version first: what changes while all is read is then read again. */
    private void read() {
        var now = tables.version().read().toCompletableFuture().join();
        var read = new HashMap<ApplicationId, Application>();
        for (var document : tables.applications().all().toCompletableFuture().join()) {
            var application = ApplicationJson.read(document);
            read.put(application.id(), application);
        }
        fixed.forEach(application -> read.put(application.id(), application));
        granted = Map.copyOf(tables.grants().all().toCompletableFuture().join());
        known = Map.copyOf(read);
        seen = now;
    }

    /** A database that is away is looked at again the next time; it is said once. */
    private void poll() {
        try {
            if (tables.version().read().toCompletableFuture().join() != seen) {
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
