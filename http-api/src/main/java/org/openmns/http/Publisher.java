package org.openmns.http;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.openmns.event.Event;

/**
 * Takes events to their topics. A stage completes once its events are durable, or fails with {@link PublishRefused}, at the
 * latest after a time that the publisher bounds.
 */
public interface Publisher {

    /** The offset of the event in its topic; that of the first publication where it is a repeat. */
    CompletionStage<Long> publish(Event event);

    /** One offset an event, in order; the events may be of different types. Where one fails, all do. */
    CompletionStage<List<Long>> publishAll(List<Event> events);
}
