package org.openmns.broker.topic;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.openmns.event.Event;
import org.openmns.http.PublishRefused;
import org.openmns.http.PublishRefused.Why;
import org.openmns.topic.TopicCommand;
import org.openmns.topic.TopicCommand.PublishBatch;
import org.openmns.topic.TopicReply;
import org.openmns.topic.TopicReply.BatchPublished;

/**
 * The way into one topic from one node: gathers what is published while the last batch commits, and sends it as the next
 * one. So a batch is as large as the load makes it, and an event alone waits for nothing.
 */
final class Ingress extends AbstractBehavior<Ingress.Command> {

    /** What an ingress is told; never leaves the node. */
    sealed interface Command {}

    /** An event to publish; the promise gets its offset, or {@link PublishRefused}. */
    record Offer(Event event, CompletableFuture<Long> promise) implements Command {}

    private record Replied(TopicReply reply) implements Command {}

    private record SendAgain(long batch, Duration waited) implements Command {}

    private record TimedOut(long batch) implements Command {}

    /** What bounds it: one batch, what waits for the next, and the answer to a batch. */
    record Limits(int batchEventsMax, int batchBytesMax, int pendingEventsMax, int pendingBytesMax, Duration timeout) {}

    /**
     * The share of the time-out after which an unanswered batch is sent again, and again after twice that, so two times at
     * all: a topic that moves to another node can lose one at its old place. What was written already is answered as the
     * duplicate that it is.
     */
    private static final int SEND_AGAIN_SHARE = 5;

    private final RecipientRef<TopicCommand> topic;
    private final Limits limits;
    private final TimerScheduler<Command> timers;
    private final ActorRef<TopicReply> replies;
    private final ArrayDeque<Offer> pending = new ArrayDeque<>();
    private long pendingBytes;
    private List<Offer> inFlight = List.of();
    private long batch;

    static Behavior<Command> create(RecipientRef<TopicCommand> topic, Limits limits) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new Ingress(context, timers, topic, limits)));
    }

    private Ingress(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            RecipientRef<TopicCommand> topic,
            Limits limits) {
        super(context);
        this.topic = topic;
        this.limits = limits;
        this.timers = timers;
        this.replies = context.messageAdapter(TopicReply.class, Replied::new);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Offer.class, this::offer)
                .onMessage(Replied.class, this::replied)
                .onMessage(SendAgain.class, this::sendAgain)
                .onMessage(TimedOut.class, this::timedOut)
                .build();
    }

    private Behavior<Command> offer(Offer offer) {
        if (pending.size() >= limits.pendingEventsMax() || pendingBytes >= limits.pendingBytesMax()) {
            offer.promise().completeExceptionally(new PublishRefused(Why.OVERLOADED));
            return this;
        }
        pending.add(offer);
        pendingBytes += offer.event().sizeBytes();
        return sendNext();
    }

    private Behavior<Command> replied(Replied replied) {
        if (replied.reply() instanceof BatchPublished published && published.batch() == batch) {
            var answered = inFlight;
            inFlight = List.of();
            sendNext();
            for (var i = 0; i < answered.size(); i++) {
                answered.get(i).promise().complete(published.offsets().get(i));
            }
        }
        return this;
    }

    /** Whether these events are durable is not known: the publisher must ask again, and duplicates are recognised. */
    private Behavior<Command> timedOut(TimedOut late) {
        if (late.batch() == batch && !inFlight.isEmpty()) {
            inFlight.forEach(offer -> offer.promise().completeExceptionally(new PublishRefused(Why.UNAVAILABLE)));
            inFlight = List.of();
            sendNext();
        }
        return this;
    }

    private Behavior<Command> sendNext() {
        if (!inFlight.isEmpty() || pending.isEmpty()) {
            return this;
        }
        inFlight = nextBatch();
        batch++;
        timers.startSingleTimer(TimedOut.class, new TimedOut(batch), limits.timeout());
        send(limits.timeout().dividedBy(SEND_AGAIN_SHARE));
        return this;
    }

    private Behavior<Command> sendAgain(SendAgain again) {
        if (again.batch() == batch && !inFlight.isEmpty()) {
            send(again.waited().multipliedBy(2));
        }
        return this;
    }

    private void send(Duration thenWait) {
        topic.tell(new PublishBatch(batch, inFlight.stream().map(Offer::event).toList(), replies));
        timers.startSingleTimer(SendAgain.class, new SendAgain(batch, thenWait), thenWait);
    }

    private List<Offer> nextBatch() {
        var next = new ArrayList<Offer>();
        var bytes = 0L;
        while (!pending.isEmpty() && next.size() < limits.batchEventsMax()) {
            bytes += pending.getFirst().event().sizeBytes();
            if (bytes > limits.batchBytesMax() && !next.isEmpty()) {
                break;
            }
            next.add(pending.removeFirst());
        }
        next.forEach(offer -> pendingBytes -= offer.event().sizeBytes());
        return next;
    }
}
