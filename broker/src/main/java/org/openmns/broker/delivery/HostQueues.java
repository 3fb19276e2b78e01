package org.openmns.broker.delivery;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;

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

    /** Done when this endpoint's host may get one request more; {@link #leave} must follow then. */
    Future<Void> enter(Endpoint endpoint, Deadline deadline) {
        return queues.computeIfAbsent(host(endpoint), first -> new HostQueue(limits))
                .enter(deadline);
    }

    /** The request has been answered or has failed: the next one may go. */
    void leave(Endpoint endpoint, Deadline deadline) {
        var host = host(endpoint);
        var queue = queues.get(host);
        if (queue == null) {
            return;
        }
        queue.leave(deadline.owner());
        if (queue.isDone()) {
            queues.remove(host);
        }
    }

    private static Host host(Endpoint endpoint) {
        return new Host(endpoint.host(), endpoint.port());
    }
}
