package org.openmns.http;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.openmns.access.Caller;
import org.openmns.access.Shares;
import org.openmns.event.Event;
import org.openmns.http.PublishRefused.Why;

/**
 * Publishes in the name of an application, within its share of what is on its way into topics: one that floods is refused
 * before it has filled the queue of a topic, in which there is room for the others then.
 */
final class Publishing {

    /** A larger event counts as several: as many of this size as may wait for a topic have as many bytes as may wait. */
    private static final int PLACE_BYTES = 1_600;

    private final Publisher publisher;
    private final Shares shares;

    Publishing(Publisher publisher, Shares shares) {
        this.publisher = publisher;
        this.shares = shares;
    }

    CompletionStage<Long> publish(Caller caller, Event event) {
        return within(caller, places(event), () -> publisher.publish(event));
    }

    /** All of them or none. */
    CompletionStage<List<Long>> publishAll(Caller caller, List<Event> events) {
        if (events.isEmpty()) {
            return CompletableFuture.completedStage(List.of());
        }
        var places = events.stream().mapToInt(Publishing::places).sum();
        return within(caller, places, () -> publisher.publishAll(events));
    }

    private <T> CompletionStage<T> within(Caller caller, int places, Supplier<CompletionStage<T>> publish) {
        var hold = shares.take(caller.owner(), places);
        return hold.isEmpty()
                ? CompletableFuture.failedStage(new PublishRefused(Why.OVER_SHARE))
                : publish.get().whenComplete((offset, failure) -> hold.get().giveBack(places));
    }

    private static int places(Event event) {
        return 1 + event.sizeBytes() / PLACE_BYTES;
    }
}
