package org.openmns.broker.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openmns.access.Application;
import org.openmns.access.ApplicationId;
import org.openmns.access.Permissions;
import org.openmns.broker.store.AccessVersion;
import org.openmns.broker.store.ApplicationTable;
import org.openmns.broker.store.Grants;
import org.openmns.broker.store.VersionWatch;
import org.openmns.event.TopicName;

/** All applications and what they were granted as this node knows it, for every request asks: read whole when it has changed. */
final class AccessBook implements AutoCloseable {

    /** Applications of which it is kept what they may follow. */
    private static final int FOLLOWERS_MAX = 10_000;

    private final Tables tables;
    private final Supplier<List<Application>> fixed;
    private final Governing governing;
    private final VersionWatch watch;
    private volatile Map<ApplicationId, Application> known = Map.of();
    private volatile Map<ApplicationId, Set<TopicName>> granted = Map.of();
    private volatile Followable followable = new Followable(Set.of(), granted);

    /** {@code fixed} are those of the configuration, few and as they are now: nothing in the database replaces them. */
    AccessBook(Tables tables, Supplier<List<Application>> fixed, Governing governing) {
        this.tables = tables;
        this.fixed = fixed;
        this.governing = governing;
        this.watch = new VersionWatch(tables.version(), "applications", this::read);
    }

    /** What it reads. */
    record Tables(ApplicationTable applications, Grants grants, AccessVersion version) {}

    /** Reads all; then looks for changes so often. */
    void open(Duration interval) {
        watch.open(interval);
    }

    Optional<Application> find(ApplicationId id) {
        for (var each : fixed.get()) {
            if (each.id().equals(id)) {
                return Optional.of(each);
            }
        }
        return Optional.ofNullable(known.get(id));
    }

    /** In the order of their ids. */
    List<Application> list(Optional<ApplicationId> after, int max) {
        return Stream.concat(fixed.get().stream(), known.values().stream().filter(each -> !isFixed(each.id())))
                .filter(each -> after.isEmpty() || each.id().compareTo(after.get()) > 0)
                .sorted((one, other) -> one.id().compareTo(other.id()))
                .limit(max)
                .toList();
    }

    boolean isFixed(ApplicationId id) {
        return fixed.get().stream().anyMatch(each -> each.id().equals(id));
    }

    /** The event types under approval at this moment. */
    Set<TopicName> restricted() {
        return governing.restricted().get();
    }

    /** Those of them that it may follow: which it was granted, and which are its own. Each request asks. */
    Set<TopicName> followable(ApplicationId id, Set<TopicName> restricted) {
        if (restricted.isEmpty()) {
            return Set.of();
        }
        var last = followable;
        var current = last.isOf(restricted, granted) ? last : new Followable(restricted, granted);
        followable = current;
        return Objects.requireNonNull(current.of.get(id, each -> found(each, current)));
    }

    /** What each may follow, as long as neither the types under approval nor the grants change: both are then other objects. */
    private record Followable(
            Set<TopicName> restricted,
            Map<ApplicationId, Set<TopicName>> granted,
            Cache<ApplicationId, Set<TopicName>> of) {

        Followable(Set<TopicName> restricted, Map<ApplicationId, Set<TopicName>> granted) {
            this(
                    restricted,
                    granted,
                    Caffeine.newBuilder().maximumSize(FOLLOWERS_MAX).build());
        }

        @SuppressWarnings("ReferenceEquality")
        boolean isOf(Set<TopicName> restricted, Map<ApplicationId, Set<TopicName>> granted) {
            return this.restricted == restricted && this.granted == granted;
        }
    }

    private Set<TopicName> found(ApplicationId id, Followable by) {
        var grants = by.granted.getOrDefault(id, Set.of());
        return by.restricted.stream()
                .filter(type -> grants.contains(type) || isOwner(id, type))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether it may, as far as is known without its token: as {@link org.openmns.access.Caller#mayFollow}. */
    boolean mayFollow(ApplicationId id, TopicName type) {
        var permissions = find(id).map(Application::permissions).orElse(Permissions.NONE);
        var restricted = restricted();
        return restricted.contains(type)
                ? permissions.isOperator() || followable(id, restricted).contains(type)
                : permissions.maySubscribe(type);
    }

    private boolean isOwner(ApplicationId id, TopicName type) {
        return governing.of(type).owner().filter(id::equals).isPresent();
    }

    /** Completes when this node knows all that is in the database now. */
    CompletionStage<Void> refresh() {
        return watch.refresh();
    }

    private void read() {
        var read = new HashMap<ApplicationId, Application>();
        for (var document : tables.applications().all().toCompletableFuture().join()) {
            var application = ApplicationJson.read(document);
            read.put(application.id(), application);
        }
        granted = Map.copyOf(tables.grants().all().toCompletableFuture().join());
        known = Map.copyOf(read);
    }

    @Override
    public void close() {
        watch.close();
    }
}
