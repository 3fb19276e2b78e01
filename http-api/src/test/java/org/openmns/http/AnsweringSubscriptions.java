package org.openmns.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.openmns.subscription.Subscription;
import org.openmns.subscription.SubscriptionCommand;
import org.openmns.subscription.SubscriptionReply;
import org.openmns.subscription.SubscriptionReply.Accepted;
import org.openmns.subscription.SubscriptionReply.Counted;

/** Subscriptions that agree to whatever they are asked; what was subscribed last can be looked at. */
final class AnsweringSubscriptions {

    private static final SubscriptionReply DESCRIBED = new SubscriptionReply.Described(
            new SubscriptionReply.Health(
                    Subscription.Status.ACTIVE, false, "closed", Optional.empty(), Optional.empty()),
            new SubscriptionReply.Position(1, 2, new SubscriptionReply.Behind(1, Duration.ZERO), 0, false),
            SubscriptionReply.Counts.ZERO,
            List.of());

    private final AtomicReference<Optional<Subscription>> last = new AtomicReference<>(Optional.empty());

    /** What the last command asked for that subscribed or changed a subscription; none since it was taken before. */
    Optional<Subscription> takeLast() {
        return last.getAndSet(Optional.empty());
    }

    Behavior<SubscriptionCommand> behavior() {
        return Behaviors.receive(SubscriptionCommand.class)
                .onMessage(SubscriptionCommand.Subscribe.class, command -> {
                    last.set(Optional.of(command.subscription()));
                    return told(command.replyTo(), new SubscriptionReply.Subscribed(true));
                })
                .onMessage(SubscriptionCommand.Change.class, command -> {
                    last.set(Optional.of(command.subscription()));
                    return told(command.replyTo(), new Accepted());
                })
                .onMessage(SubscriptionCommand.Unsubscribe.class, command -> told(command.replyTo(), new Accepted()))
                .onMessage(SubscriptionCommand.Pause.class, command -> told(command.replyTo(), new Accepted()))
                .onMessage(SubscriptionCommand.Resume.class, command -> told(command.replyTo(), new Accepted()))
                .onMessage(SubscriptionCommand.Replay.class, command -> told(command.replyTo(), new Accepted()))
                .onMessage(SubscriptionCommand.RotateSecret.class, command -> told(command.replyTo(), new Accepted()))
                .onMessage(SubscriptionCommand.GrantHandshake.class, command -> told(command.replyTo(), new Accepted()))
                .onMessage(SubscriptionCommand.Redrive.class, command -> told(command.replyTo(), new Counted(1)))
                .onMessage(SubscriptionCommand.Discard.class, command -> told(command.replyTo(), new Counted(1)))
                .onMessage(SubscriptionCommand.Describe.class, command -> told(command.replyTo(), DESCRIBED))
                .onMessage(
                        SubscriptionCommand.Test.class,
                        command -> told(
                                command.replyTo(),
                                new SubscriptionReply.Tested(true, Optional.of(200), "OK", Duration.ZERO)))
                .build();
    }

    private static Behavior<SubscriptionCommand> told(ActorRef<SubscriptionReply> replyTo, SubscriptionReply reply) {
        replyTo.tell(reply);
        return Behaviors.same();
    }
}
