package org.openmns.broker.subscription;

import java.util.HashSet;
import java.util.Set;
import org.openmns.event.Event;
import org.openmns.subscription.SubscriptionCommand.Occurrence;
import org.openmns.topic.TopicCommand;

/** What a {@link DeliveryLoop} wants done; the entity does it, and tells the loop what came of it. */
sealed interface LoopEffect {

    /** Makes one attempt; {@code number} counts from 1. Answered by {@code finished}. */
    record Attempt(Occurrence occurrence, int number) implements LoopEffect {}

    /** Reads the log after one offset through another, one page at most. Answered by {@code pageRead}. */
    record ReadLog(Pass pass, long after, long through) implements LoopEffect {}

    /** Reads the bodies of parked deliveries again. Answered by {@code loaded}. */
    record Load(Set<Long> fromLog, Set<Long> fromDeadLetters) implements LoopEffect {

        Set<Long> all() {
            var all = new HashSet<>(fromLog);
            all.addAll(fromDeadLetters);
            return all;
        }
    }

    /** Keeps a dead letter. Answered by {@code kept}. */
    record Keep(Occurrence occurrence, int attempts, String error) implements LoopEffect {}

    /** Forgets the dead letter of an event that a redrive has delivered. */
    record Forget(long offset) implements LoopEffect {}

    record Tell(TopicCommand command) implements LoopEffect {}

    /** The subscription is to turn off, and why. */
    record TurnOff(String reason) implements LoopEffect {}

    /** Which pass over the log a page is for. */
    enum Pass {
        LIVE,
        REPLAY
    }

    /** An event to be attempted, as the loop found it. */
    static Attempt attempt(Pending pending, Event event) {
        return new Attempt(new Occurrence(pending.offset, event), pending.tries.attempts() + 1);
    }
}
