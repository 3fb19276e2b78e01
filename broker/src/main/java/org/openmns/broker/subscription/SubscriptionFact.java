package org.openmns.broker.subscription;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openmns.broker.subscription.SubscriptionState.Replaying;
import org.openmns.event.TopicName;
import org.openmns.protocol.Message;
import org.openmns.subscription.Secrets;
import org.openmns.subscription.Subscription;
import org.openmns.subscription.SubscriptionReply.Counts;
import org.openmns.subscription.SubscriptionReply.Expiry;
import org.openmns.subscription.SubscriptionReply.LastError;

/** What the journal of one subscription holds. Names and components are a storage format: add, never rename. */
sealed interface SubscriptionFact extends Message {

    record Subscribed(Subscription subscription, Secrets secrets, String owner) implements SubscriptionFact {}

    /** Registry and topic know the subscription as it stands; {@code head} is where the topic began to match it. */
    record Announced(long head) implements SubscriptionFact {}

    record Changed(Subscription subscription) implements SubscriptionFact {}

    record SecretRotated(Secrets secrets) implements SubscriptionFact {}

    record Paused() implements SubscriptionFact {}

    record Resumed() implements SubscriptionFact {}

    /** Outcomes since the last one; {@code counts} are what they add. */
    record Checkpointed(Cursor cursor, HeldChange held, Counts counts, Condition condition, Optional<Replaying> replay)
            implements SubscriptionFact {}

    record ReplayStarted(Replaying replay) implements SubscriptionFact {}

    /** Dead letters to deliver again. */
    record Redriven(Map<Long, Held> held) implements SubscriptionFact {

        public Redriven {
            held = Map.copyOf(held);
        }
    }

    /** Retention took what had not been delivered: nothing at or before {@code expiry.through} is to be expected. */
    record Expired(Expiry expiry) implements SubscriptionFact {}

    /** Nothing more is sent: the endpoint said 410, the subscription's end has passed, or it may not follow its type. */
    record TurnedOff(String reason) implements SubscriptionFact {}

    /** Something has come of a {@link Handshake}. */
    sealed interface OfHandshake extends SubscriptionFact {

        Handshake after(Optional<Handshake> before);
    }

    /** Its endpoint is to be asked whether it wants deliveries. */
    record HandshakeBegun(Handshake.Terms terms) implements OfHandshake {

        @Override
        public Handshake after(Optional<Handshake> before) {
            return Handshake.begun(terms);
        }
    }

    /** The endpoint did not agree, and is asked again. */
    record HandshakeTried(LastError why) implements OfHandshake {

        @Override
        public Handshake after(Optional<Handshake> before) {
            return before.orElseThrow().tried(why);
        }
    }

    /** The endpoint did not agree, and is not asked any more. */
    record HandshakeFailed(LastError why) implements OfHandshake {

        @Override
        public Handshake after(Optional<Handshake> before) {
            return before.orElseThrow().failed(why);
        }
    }

    /** The endpoint agreed, to so many requests a minute where it set a limit; or the operator wants no handshakes any more. */
    record HandshakePassed(Optional<Integer> perMinuteMax) implements OfHandshake {

        @Override
        public Handshake after(Optional<Handshake> before) {
            return before.orElseThrow().passed(perMinuteMax);
        }
    }

    /** All facts before it are deleted; so it says itself whose topic it was (those of versions before do not, and follow them). */
    record Unsubscribed(Optional<TopicName> topic) implements SubscriptionFact {}

    /** What became held or changed while held, and which held deliveries are settled. */
    record HeldChange(Map<Long, Held> held, List<Long> settled) {

        static final HeldChange NONE = new HeldChange(Map.of(), List.of());

        public HeldChange {
            held = Map.copyOf(held);
            settled = List.copyOf(settled);
        }
    }
}
