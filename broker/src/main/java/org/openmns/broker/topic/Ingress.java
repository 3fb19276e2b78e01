package org.openmns.broker.topic;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.actor.typed.SupervisorStrategy;
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

    /** An event to publish; the promise gets its offset, or {@link PublishRefused}, at the latest when its time is over. */
    record Offer(Event event, CompletableFuture<Long> promise, long sinceNanos) implements Command {

        Offer(Event event, CompletableFuture<Long> promise) {
            this(event, promise, System.nanoTime());
        }

        void refuse(Why why) {
            promise.completeExceptionally(new PublishRefused(why));
        }
    }

    private record Replied(TopicReply reply) implements Command {}

    private record Look() implements Command {}

    /** What bounds it: one batch, what waits for the next, and how long an event and a batch wait for their answer. */
    record Limits(int batchEventsMax, int batchBytesMax, int pendingEventsMax, int pendingBytesMax, Duration timeout) {}

    /**
     * The shares of the time-out after which an unanswered batch is sent again: a topic that moves to another node can lose
     * one at its old place. What was written already is answered as the duplicate that it is.
     */
    private static final double[] SEND_AGAIN_AFTER = {0.2, 0.6};

    /**
     * So often in a time-out it looks what is late: one timer while anything waits, for a timer for each event, set and
     * lifted again thousands of times a second, took a twentieth of a node's CPU.
     */
    private static final int LOOKS = 50;

    private final RecipientRef<TopicCommand> topic;
    private final Limits limits;
    private final TimerScheduler<Command> timers;
    private final ActorRef<TopicReply> replies;
    private final ArrayDeque<Offer> pending = new ArrayDeque<>();
    private long pendingBytes;
    private List<Offer> inFlight = List.of();
    /** Of this life: above all numbers of an earlier one, whose answers may still come. */
    private long batch = System.nanoTime();

    private long sentNanos;
    private int sentAgain;
    private boolean looking;

    /** Should it fail, whoever waits is refused and it begins anew. */
    static Behavior<Command> create(RecipientRef<TopicCommand> topic, Limits limits) {
        Behavior<Command> ingress =
                Behaviors.setup(context -> Behaviors.withTimers(timers -> new Ingress(context, timers, topic, limits)));
        return Behaviors.supervise(ingress).onFailure(SupervisorStrategy.restart());
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
                .onMessage(Look.class, this::look)
                .onSignal(PreRestart.class, signal -> refuseAll())
                .onSignal(PostStop.class, signal -> refuseAll())
                .build();
    }

    private Behavior<Command> offer(Offer offer) {
        if (pending.size() >= limits.pendingEventsMax() || pendingBytes >= limits.pendingBytesMax()) {
            offer.refuse(Why.OVERLOADED);
            return this;
        }
        pending.add(offer);
        pendingBytes += offer.event().sizeBytes();
        sendNext();
        lookLater();
        return this;
    }

    private Behavior<Command> replied(Replied replied) {
        if (replied.reply() instanceof BatchPublished published && published.batch() == batch) {
            var answered = inFlight;
            if (published.offsets().size() != answered.size()) {
                throw new IllegalStateException("the topic answered another number of events than it was sent");
            }
            inFlight = List.of();
            sendNext();
            for (var i = 0; i < answered.size(); i++) {
                answered.get(i).promise().complete(published.offsets().get(i));
            }
        }
        return this;
    }

    private Behavior<Command> refuseAll() {
        inFlight.forEach(offer -> offer.refuse(Why.UNAVAILABLE));
        pending.forEach(offer -> offer.refuse(Why.UNAVAILABLE));
        return this;
    }

    private void lookLater() {
        if (!looking) {
            looking = true;
            timers.startSingleTimer(Look.class, new Look(), limits.timeout().dividedBy(LOOKS));
        }
    }

    private Behavior<Command> look(Look look) {
        var now = System.nanoTime();
        refuseLate(now);
        if (!inFlight.isEmpty()) {
            lookAfterBatch(now);
        }
        sendNext();
        looking = false;
        if (!inFlight.isEmpty()) {
            lookLater();
        }
        return this;
    }

    /** Whether an event that was sent is durable is not known: its publisher must ask again, and duplicates are recognised. */
    private void refuseLate(long now) {
        inFlight.stream()
                .filter(offer -> isOver(offer.sinceNanos(), 1, now))
                .forEach(offer -> offer.refuse(Why.UNAVAILABLE));
        while (!pending.isEmpty() && isOver(pending.getFirst().sinceNanos(), 1, now)) {
            var late = pending.removeFirst();
            pendingBytes -= late.event().sizeBytes();
            late.refuse(Why.UNAVAILABLE);
        }
    }

    private void lookAfterBatch(long now) {
        if (isOver(sentNanos, 1, now)) {
            inFlight.forEach(offer -> offer.refuse(Why.UNAVAILABLE));
            inFlight = List.of();
        } else if (sentAgain < SEND_AGAIN_AFTER.length && isOver(sentNanos, SEND_AGAIN_AFTER[sentAgain], now)) {
            sentAgain++;
            send();
        }
    }

    private boolean isOver(long sinceNanos, double share, long now) {
        return now - sinceNanos >= share * limits.timeout().toNanos();
    }

    private void sendNext() {
        if (inFlight.isEmpty() && !pending.isEmpty()) {
            inFlight = nextBatch();
            batch++;
            sentNanos = System.nanoTime();
            sentAgain = 0;
            send();
        }
    }

    private void send() {
        topic.tell(new PublishBatch(batch, inFlight.stream().map(Offer::event).toList(), replies));
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
