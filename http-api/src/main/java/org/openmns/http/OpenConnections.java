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
 * The connections of a port, and which of them gives way to a newcomer when there are nearly too many: one of the address
 * that has the most open of those with any that may. Of these one that never brought a request goes before one that did, and
 * both before one whose request is still arriving; the one that has taken the longest goes first. So who opens thousands
 * pushes out their own, idle or dripping, and one that is being answered is never pushed out.
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

    /** Keeps it until it ends; where it is crowded, another one is closed for it. */
    void add(InetAddress address, OpenConnection connection) {
        var toGo = entered(address, connection);
        connection.ended().thenRun(() -> leaves(address, connection));
        toGo.ifPresent(OpenConnection::giveWay);
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
        var toGo = closing ? Optional.of(connection) : crowded ? givesWay() : Optional.<OpenConnection>empty();
        byAddress.computeIfAbsent(address, first -> new HashSet<>()).add(connection);
        count++;
        return toGo;
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
                .filter(open -> open.stream().anyMatch(OpenConnection::mayGiveWay))
                .mapToInt(Set::size)
                .max()
                .orElse(0);
        return byAddress.values().stream()
                .filter(open -> open.size() == most)
                .flatMap(Set::stream)
                .filter(OpenConnection::mayGiveWay)
                .reduce(OpenConnections::first);
    }

    private static OpenConnection first(OpenConnection one, OpenConnection other) {
        var worth = Integer.compare(one.worth(), other.worth());
        if (worth != 0) {
            return worth < 0 ? one : other;
        }
        return one.since() - other.since() <= 0 ? one : other;
    }
}
