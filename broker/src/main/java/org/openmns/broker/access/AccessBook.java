package org.openmns.broker.access;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.openmns.access.Application;
import org.openmns.access.ApplicationId;
import org.openmns.broker.store.AccessVersion;
import org.openmns.broker.store.ApplicationTable;
import org.openmns.broker.store.VersionWatch;

/** All applications as this node knows them, for every request asks: read whole whenever one has changed. */
final class AccessBook implements AutoCloseable {

    private final ApplicationTable table;
    private final List<Application> fixed;
    private final VersionWatch watch;
    private volatile Map<ApplicationId, Application> known = Map.of();

    /** {@code fixed} are those of the configuration: nothing in the database replaces them. */
    AccessBook(ApplicationTable table, AccessVersion version, List<Application> fixed) {
        this.table = table;
        this.fixed = List.copyOf(fixed);
        this.watch = new VersionWatch(version, "applications", this::read);
    }

    /** Reads all; then looks for changes so often. */
    void open(Duration interval) {
        watch.open(interval);
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
        return watch.refresh();
    }

    private void read() {
        var read = new HashMap<ApplicationId, Application>();
        for (var document : table.all().toCompletableFuture().join()) {
            var application = ApplicationJson.read(document);
            read.put(application.id(), application);
        }
        fixed.forEach(application -> read.put(application.id(), application));
        known = Map.copyOf(read);
    }

    @Override
    public void close() {
        watch.close();
    }
}
