package org.openmns.broker.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.openmns.broker.delivery.Outcome.Verdict;

/**
 * What one event loop sends to each host: so many requests at once, and a queue for the others, which one whose time is over
 * leaves at once. In the HTTP client's own queue it would stay until it came to its turn, or cost a timer each. Lives on one
 * event loop.
 */
final class HostQueues {

    private final WebhookSettings.Connections limits;
    private final Map<Host, HostQueue> queues = new HashMap<>();

    HostQueues(WebhookSettings.Connections limits) {
        this.limits = limits;
    }

    private record Host(String name, int port) {}

    private static final class HostQueue {
        private final Set<Promise<Void>> waiting = new LinkedHashSet<>();
        private int active;
        private boolean lettingIn;

        boolean isDone() {
            return active == 0 && waiting.isEmpty() && !lettingIn;
        }

        /** One after another, not one within the other: those that fail at once would fill the stack. */
        void letIn(int activeMax) {
            if (lettingIn) {
                return;
            }
            lettingIn = true;
            while (active < activeMax && !waiting.isEmpty()) {
                active++;
                first(waiting.iterator()).complete();
            }
            lettingIn = false;
        }
    }

    /** Done when this endpoint's host may get one request more; {@link #leave} must follow then. */
    Future<Void> enter(Endpoint endpoint, Deadline deadline) {
        var queue = queues.computeIfAbsent(host(endpoint), first -> new HostQueue());
        if (queue.active < limits.perHostMax()) {
            queue.active++;
            return Future.succeededFuture();
        }
        if (queue.waiting.size() >= limits.waitingPerHostMax()) {
            return Future.failedFuture(
                    new AttemptFailure(Verdict.UNMADE, "too many deliveries to this host are waiting"));
        }
        Promise<Void> turn = Promise.promise();
        queue.waiting.add(turn);
        deadline.whileWaiting(() -> {
            if (queue.waiting.remove(turn)) {
                turn.fail(new AttemptFailure(Verdict.RETRY, "timed out"));
            }
        });
        return turn.future();
    }

    /** The request has been answered or has failed: the next one may go. */
    void leave(Endpoint endpoint) {
        var host = host(endpoint);
        var queue = queues.get(host);
        if (queue == null) {
            return;
        }
        queue.active--;
        queue.letIn(limits.perHostMax());
        if (queue.isDone()) {
            queues.remove(host);
        }
    }

    private static Promise<Void> first(Iterator<Promise<Void>> waiting) {
        var first = waiting.next();
        waiting.remove();
        return first;
    }

    private static Host host(Endpoint endpoint) {
        return new Host(endpoint.host(), endpoint.port());
    }
}
