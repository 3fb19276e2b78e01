package org.openmns.http;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;

/**
 * The connections of a port, and which of them gives way to a newcomer when there are nearly too many: an idle one from
 * the address that has the most open, one that never brought a request before one that did, the longest idle first. So
 * who opens thousands pushes out their own, and one that is being answered is never pushed out.
 */
final class OpenConnections {

    private final ConnectionLimits limits;
    private final Map<InetAddress, Set<OpenConnection>> byAddress = new HashMap<>();
    private int count;
    private boolean closing;

    OpenConnections(ConnectionLimits limits) {
        this.limits = limits;
    }

    /** Whether one more may come from this address. */
    synchronized boolean admits(InetAddress address) {
        return !closing
                && limits.admits(byAddress.getOrDefault(address, Set.of()).size());
    }

    /** Keeps it until it ends; where it is crowded, an idle one is closed for it. */
    void add(InetAddress address, OpenConnection connection) {
        var toFinish = entered(address, connection);
        connection.ended().thenRun(() -> leaves(address, connection));
        toFinish.ifPresent(OpenConnection::finish);
    }

    /** Lets each answer what it is about to answer, and cuts off what is left after this time. */
    CompletionStage<Done> endAll(Duration timeout) {
        var last = closing();
        last.forEach(OpenConnection::finish);
        var ended = last.stream()
                .map(connection -> connection.ended().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(ended)
                .completeOnTimeout(null, timeout.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(over -> {
                    last.forEach(OpenConnection::abort);
                    return Done.getInstance();
                });
    }

    /** Answers whom to close now that this one is here. */
    private synchronized Optional<OpenConnection> entered(InetAddress address, OpenConnection connection) {
        var crowded = count >= limits.crowdedAt();
        var toFinish = closing ? Optional.of(connection) : crowded ? givesWay() : Optional.<OpenConnection>empty();
        byAddress.computeIfAbsent(address, first -> new HashSet<>()).add(connection);
        count++;
        return toFinish;
    }

    private synchronized void leaves(InetAddress address, OpenConnection connection) {
        count--;
        var open = byAddress.getOrDefault(address, new HashSet<>());
        open.remove(connection);
        if (open.isEmpty()) {
            byAddress.remove(address);
        }
    }

    private synchronized List<OpenConnection> closing() {
        closing = true;
        return byAddress.values().stream().flatMap(Set::stream).toList();
    }

    private Optional<OpenConnection> givesWay() {
        var most = byAddress.values().stream()
                .filter(open -> open.stream().anyMatch(OpenConnection::isIdle))
                .mapToInt(Set::size)
                .max()
                .orElse(0);
        return byAddress.values().stream()
                .filter(open -> open.size() == most)
                .flatMap(Set::stream)
                .filter(OpenConnection::isIdle)
                .reduce(OpenConnections::first);
    }

    private static OpenConnection first(OpenConnection one, OpenConnection other) {
        if (one.hasServed() != other.hasServed()) {
            return one.hasServed() ? other : one;
        }
        return one.waitingSince() - other.waitingSince() <= 0 ? one : other;
    }
}
