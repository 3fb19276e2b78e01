package org.openmns.subscription;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.openmns.event.Event;
import org.openmns.protocol.Message;

/** What may be asked of one subscription. */
public sealed interface SubscriptionCommand extends Message {

    EntityTypeKey<SubscriptionCommand> TYPE_KEY = EntityTypeKey.create(SubscriptionCommand.class, "Subscription");

    /** Starts the subscription at the head of its topic. Answered with {@code Subscribed}, also when it exists. */
    record Subscribe(Subscription subscription, String secret, String owner, ActorRef<SubscriptionReply> replyTo)
            implements SubscriptionCommand {

        @Override
        public String toString() {
            return "Subscribe[" + subscription + "]";
        }
    }

    /** Replaces what the subscriber asked for; applies to the next attempt. */
    record Change(Subscription subscription, ActorRef<SubscriptionReply> replyTo) implements SubscriptionCommand {}

    record Unsubscribe(ActorRef<SubscriptionReply> replyTo) implements SubscriptionCommand {}

    record Pause(ActorRef<SubscriptionReply> replyTo) implements SubscriptionCommand {}

    record Resume(ActorRef<SubscriptionReply> replyTo) implements SubscriptionCommand {}

    /** Answered with {@code Described}. */
    record Describe(ActorRef<SubscriptionReply> replyTo) implements SubscriptionCommand {}

    /** Delivers again what was published from {@code from} (inclusive) to {@code to} (exclusive). */
    record Replay(Instant from, Instant to, ActorRef<SubscriptionReply> replyTo) implements SubscriptionCommand {}

    /** Delivers dead letters again: those with these offsets, or all where the set is empty. Answered {@code Counted}. */
    record Redrive(Set<Long> offsets, ActorRef<SubscriptionReply> replyTo) implements SubscriptionCommand {}

    /** Forgets dead letters: those with these offsets, or all where the set is empty. Answered {@code Counted}. */
    record Discard(Set<Long> offsets, ActorRef<SubscriptionReply> replyTo) implements SubscriptionCommand {}

    /** Sends a test event to the endpoint, past lanes and window. Answered with {@code Tested}. */
    record Test(ActorRef<SubscriptionReply> replyTo) implements SubscriptionCommand {}

    record RotateSecret(String secret, ActorRef<SubscriptionReply> replyTo) implements SubscriptionCommand {

        @Override
        public String toString() {
            return "RotateSecret";
        }
    }

    /**
     * From the topic: these events match. {@code base}: everything that matched at or before it is settled.
     * {@code previous}: the offset that the topic notified last to this subscription since the topic started, 0 for none.
     * {@code upTo}: the topic's head that this notification covers; it may hold no events.
     */
    record Notify(long base, long previous, List<Occurrence> events, long upTo) implements SubscriptionCommand {

        public Notify {
            events = List.copyOf(events);
        }
    }

    /** From retention: the log is about to end here; count what this subscription loses. Answered {@code Accepted}. */
    record Expire(long through, ActorRef<SubscriptionReply> replyTo) implements SubscriptionCommand {}

    /**
     * From the endpoint, whoever speaks for it: it agrees to deliveries, of so many a minute at most, for it knows the token
     * of the handshake. Answered {@code Accepted}; any other token is refused like an unknown subscription.
     */
    record GrantHandshake(String token, Optional<Integer> perMinuteMax, ActorRef<SubscriptionReply> replyTo)
            implements SubscriptionCommand {

        @Override
        public String toString() {
            return "GrantHandshake[]";
        }
    }

    /** From who answers for the event type: nothing more is to be delivered, and why. */
    record TurnOff(String reason, ActorRef<SubscriptionReply> replyTo) implements SubscriptionCommand {

        @Override
        public String toString() {
            return "TurnOff[]";
        }
    }

    /** From housekeeping: whoever hears this lives, and so sees to a handshake that a restart left behind. */
    record Remind() implements SubscriptionCommand {}

    /** An event at its place in the topic. */
    record Occurrence(long offset, Event event) {}

    /** What the entity tells itself: timers, and answers it was waiting for. */
    non-sealed interface Internal extends SubscriptionCommand {}
}
