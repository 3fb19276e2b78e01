package org.openmns.broker.subscription;

import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.openmns.broker.subscription.Announcing.AnnounceAgain;
import org.openmns.broker.subscription.Announcing.AnnouncingFailed;
import org.openmns.broker.subscription.Announcing.RegistryWritten;
import org.openmns.broker.subscription.Announcing.TopicKnows;
import org.openmns.broker.subscription.SubscriptionFact.Announced;
import org.openmns.broker.subscription.SubscriptionFact.Changed;
import org.openmns.broker.subscription.SubscriptionFact.SecretRotated;
import org.openmns.broker.subscription.SubscriptionFact.Subscribed;
import org.openmns.broker.subscription.SubscriptionFact.Unsubscribed;
import org.openmns.broker.subscription.SubscriptionState.Gone;
import org.openmns.broker.subscription.SubscriptionState.Live;
import org.openmns.subscription.Secrets;
import org.openmns.subscription.SubscriptionCommand.Change;
import org.openmns.subscription.SubscriptionCommand.Notify;
import org.openmns.subscription.SubscriptionCommand.RotateSecret;
import org.openmns.subscription.SubscriptionCommand.Subscribe;
import org.openmns.subscription.SubscriptionCommand.Unsubscribe;
import org.openmns.subscription.SubscriptionReply;
import org.openmns.subscription.SubscriptionReply.Accepted;
import org.openmns.subscription.SubscriptionReply.Refusal;
import org.openmns.topic.TopicCommand.Deregister;

/** What a subscriber wants delivered and where to: taken up, changed, given up, and announced. */
final class Subscribing {

    private final Shell shell;
    private final Delivering delivering;
    private final Announcing announcing;
    private final Handshaking handshaking;

    Subscribing(Shell shell, Delivering delivering, Announcing announcing, Handshaking handshaking) {
        this.shell = shell;
        this.delivering = delivering;
        this.announcing = announcing;
        this.handshaking = handshaking;
    }

    ReplyEffect<SubscriptionFact, SubscriptionState> subscribe(SubscriptionState before, Subscribe command) {
        var fact = new Subscribed(command.subscription(), Secrets.first(command.secret()), command.owner());
        return shell.effects()
                .persist(handshaking.with(fact))
                .thenRun((Live live) -> {
                    handshaking.restarted();
                    announcing.answerLater(command.replyTo(), new SubscriptionReply.Subscribed(true));
                    delivering.begin(live);
                    announcing.begin(live);
                })
                .thenNoReply();
    }

    ReplyEffect<SubscriptionFact, SubscriptionState> subscribeAgain(Live live, Subscribe command) {
        if (live.profile().announced()) {
            return shell.effects().reply(command.replyTo(), new SubscriptionReply.Subscribed(false));
        }
        announcing.answerLater(command.replyTo(), new SubscriptionReply.Subscribed(false));
        return shell.effects().noReply();
    }

    ReplyEffect<SubscriptionFact, SubscriptionState> change(Live live, Change command) {
        var type = command.subscription().criteria().eventType();
        if (!type.equals(live.profile().subscription().criteria().eventType())) {
            return shell.refuse(command.replyTo(), Refusal.EVENT_TYPE_IS_FIXED);
        }
        var handshake = handshaking.after(live, command.subscription());
        return delivering.persistAndAnnounce(new Changed(command.subscription()), handshake, () -> {
            if (handshake.isPresent()) {
                handshaking.restarted();
            }
            announcing.answerLater(command.replyTo(), new Accepted());
        });
    }

    ReplyEffect<SubscriptionFact, SubscriptionState> rotateSecret(Live live, RotateSecret command) {
        var rotated = live.profile().secrets().rotated(command.secret(), shell.now());
        return shell.effects()
                .persist(new SecretRotated(rotated))
                .thenReply(command.replyTo(), after -> new Accepted());
    }

    ReplyEffect<SubscriptionFact, SubscriptionState> unsubscribe(Live live, Unsubscribe command) {
        return shell.effects()
                .persist(new Unsubscribed(Optional.of(live.topic())))
                .thenRun((Gone gone) -> {
                    announcing.answerLater(command.replyTo(), new Accepted());
                    delivering.end();
                    announcing.begin(gone);
                })
                .thenNoReply();
    }

    /** Nobody has subscribed under this id, or not any more. */
    ReplyEffect<SubscriptionFact, SubscriptionState> unknown(ActorRef<SubscriptionReply> replyTo) {
        return shell.refuse(replyTo, Refusal.UNKNOWN_SUBSCRIPTION);
    }

    ReplyEffect<SubscriptionFact, SubscriptionState> forgetMe(Gone gone, Notify notify) {
        shell.around().topics().apply(gone.topic()).tell(new Deregister(shell.id()));
        return shell.effects().noReply();
    }

    // Registry and topic are to know.

    ReplyEffect<SubscriptionFact, SubscriptionState> registryWritten(SubscriptionState state, RegistryWritten written) {
        return announcing.isStray(written.round()) || announcing.beganAnew(state) || !announcing.tellTopic(state)
                ? shell.effects().noReply()
                : persistAnnounced(0);
    }

    ReplyEffect<SubscriptionFact, SubscriptionState> topicKnows(SubscriptionState state, TopicKnows knows) {
        return announcing.isStray(knows.round()) || announcing.beganAnew(state)
                ? shell.effects().noReply()
                : persistAnnounced(knows.head());
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> persistAnnounced(long head) {
        return shell.effects()
                .persist(new Announced(head))
                .thenRun(this::announced)
                .thenNoReply();
    }

    private void announced(SubscriptionState state) {
        if (state instanceof Live live) {
            delivering.loop().announced(live);
        }
        announcing.done();
        handshaking.plan(state);
        delivering.stepSoon();
    }

    ReplyEffect<SubscriptionFact, SubscriptionState> announcingFailed(
            SubscriptionState state, AnnouncingFailed failed) {
        if (!announcing.isStray(failed.round())) {
            announcing.failed();
            delivering.stepSoon();
        }
        return shell.effects().noReply();
    }

    ReplyEffect<SubscriptionFact, SubscriptionState> announceAgain(SubscriptionState state, AnnounceAgain again) {
        announcing.begin(state);
        return shell.effects().noReply();
    }
}
