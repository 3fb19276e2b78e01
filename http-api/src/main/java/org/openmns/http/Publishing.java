package org.openmns.http;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.openmns.access.Caller;
import org.openmns.access.Shares;
import org.openmns.event.Event;
import org.openmns.http.PublishRefused.Why;

/**
 * Publishes in the name of an application, within its share of what is on its way into topics: one that floods is refused
 * before it has filled the queue of a topic, in which there is room for the others then, and before its events are read, for
 * reading takes the processors from all.
 */
final class Publishing {

    /** A larger event counts as several: as many of this size as may wait for a topic have as many bytes as may wait. */
    private static final int PLACE_BYTES = 1_600;

    /** Of a batch, until its events are counted: a short event. */
    private static final int BATCHED_EVENT_BYTES = 300;

    private final Publisher publisher;
    private final Shares shares;

    Publishing(Publisher publisher, Shares shares) {
        this.publisher = publisher;
        this.shares = shares;
    }

    /** One event in a body of so many bytes, 0 where that is not known yet: refused before it is read, or given to the work. */
    <T> CompletionStage<T> single(Caller caller, long bytes, Function<Request, CompletionStage<T>> work) {
        return within(caller, places(bytes, PLACE_BYTES), work);
    }

    /** As {@link #single}, a batch of events. */
    <T> CompletionStage<T> batch(Caller caller, long bytes, Function<Request, CompletionStage<T>> work) {
        return within(caller, places(bytes, BATCHED_EVENT_BYTES), work);
    }

    private <T> CompletionStage<T> within(Caller caller, int places, Function<Request, CompletionStage<T>> work) {
        var hold = shares.take(caller.owner(), places);
        if (hold.isEmpty()) {
            throw new PublishRefused(Why.OVER_SHARE);
        }
        var request = new Request(hold.get(), places);
        try {
            return work.apply(request).whenComplete((done, failure) -> request.end());
        } catch (RuntimeException failure) {
            request.end();
            throw failure;
        }
    }

    private static int places(long bytes, int each) {
        return Math.toIntExact(1 + bytes / each);
    }

    /** What one request has taken, from before it is read until it is answered. Its steps follow each other. */
    final class Request {

        private final Shares.Hold hold;
        private int places;

        private Request(Shares.Hold hold, int places) {
            this.hold = hold;
            this.places = places;
        }

        CompletionStage<Long> publish(Event event) {
            need(placesOf(event));
            return publisher.publish(event);
        }

        /** All of them or none. */
        CompletionStage<List<Long>> publishAll(List<Event> events) {
            if (events.isEmpty()) {
                return CompletableFuture.completedStage(List.of());
            }
            need(events.stream().mapToInt(Request::placesOf).sum());
            return publisher.publishAll(events);
        }

        private static int placesOf(Event event) {
            return places(event.sizeBytes(), PLACE_BYTES);
        }

        /** What is read may be more than it seemed, which is asked for as if nothing had been taken. */
        private void need(int exact) {
            if (exact > places) {
                end();
                if (!hold.take(exact)) {
                    throw new PublishRefused(Why.OVER_SHARE);
                }
            } else if (exact < places) {
                hold.giveBack(places - exact);
            }
            places = exact;
        }

        private void end() {
            if (places > 0) {
                hold.giveBack(places);
                places = 0;
            }
        }
    }
}
