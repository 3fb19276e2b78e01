package org.openmns.broker.subscription;

import java.time.Instant;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.persistence.typed.javadsl.EffectFactories;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.openmns.subscription.SubscriptionCommand;
import org.openmns.subscription.SubscriptionId;
import org.openmns.subscription.SubscriptionReply;
import org.openmns.subscription.SubscriptionReply.Refusal;
import org.openmns.subscription.SubscriptionReply.Refused;

/** The actor of one subscription, as the parts of its {@link SubscriptionEntity} work with it. */
record Shell(
        SubscriptionId id,
        ActorContext<SubscriptionCommand> context,
        TimerScheduler<SubscriptionCommand> timers,
        Surroundings around,
        EffectFactories<SubscriptionFact, SubscriptionState> effects) {

    /** What a question came to that was asked outside of the actor. */
    record Answer(SubscriptionReply reply, ActorRef<SubscriptionReply> replyTo)
            implements SubscriptionCommand.Internal {}

    Instant now() {
        return around.clock().instant();
    }

    ReplyEffect<SubscriptionFact, SubscriptionState> refuse(ActorRef<SubscriptionReply> replyTo, Refusal why) {
        return effects.reply(replyTo, new Refused(why));
    }
}
