package org.openmns.topic;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.openmns.criteria.Criteria;
import org.openmns.event.Event;
import org.openmns.protocol.Message;
import org.openmns.subscription.SubscriptionId;

/** What may be asked of one topic. */
public sealed interface TopicCommand extends Message {

    EntityTypeKey<TopicCommand> TYPE_KEY = EntityTypeKey.create(TopicCommand.class, "Topic");

    /** Writes these events, at most one journal row of them. Answered with {@code BatchPublished} once they are durable. */
    record PublishBatch(long batch, List<Event> events, ActorRef<TopicReply> replyTo) implements TopicCommand {

        public PublishBatch {
            events = List.copyOf(events);
        }
    }

    /**
     * This subscription wants what these criteria match from now on; the cohorts that they name are its owner's. Answered
     * with {@code Registered}. Version 0.1.0 names no owner: it had one.
     */
    record Register(SubscriptionId subscription, Criteria criteria, String owner, ActorRef<TopicReply> replyTo)
            implements TopicCommand {

        static final String ONLY_OWNER = "sandbox";

        public Register {
            owner = Objects.requireNonNullElse(owner, ONLY_OWNER);
        }
    }

    /** This subscription wants nothing any more. */
    record Deregister(SubscriptionId subscription) implements TopicCommand {}

    /**
     * Everything that matched this subscription at or before {@code settledThrough} is settled, and the subscription has
     * written that down. {@code lagging}: it reads the log by itself, send no bodies. Not to be nudged before
     * {@code wakeAt}.
     */
    record Progress(SubscriptionId subscription, long settledThrough, boolean lagging, Instant wakeAt)
            implements TopicCommand {}

    /** A lagging subscription has taken everything up to {@code received} and asks to be pushed again. */
    record Rejoin(SubscriptionId subscription, long received) implements TopicCommand {}

    /** Where the log ends. Answered with {@code Head}. */
    record AskHead(ActorRef<TopicReply> replyTo) implements TopicCommand {}

    /** How far the log has settled, for retention. Answered with {@code Lagging}. */
    record AskLagging(ActorRef<TopicReply> replyTo) implements TopicCommand {}

    /** What the entity tells itself: timers, and answers it was waiting for. */
    non-sealed interface Internal extends TopicCommand {}
}
