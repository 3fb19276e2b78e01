package org.openmns.broker.subscription;

import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.openmns.broker.subscription.Shell.Answer;
import org.openmns.broker.subscription.SubscriptionFact.Paused;
import org.openmns.broker.subscription.SubscriptionFact.ReplayStarted;
import org.openmns.broker.subscription.SubscriptionFact.Resumed;
import org.openmns.broker.subscription.SubscriptionFact.TurnedOff;
import org.openmns.broker.subscription.SubscriptionState.Live;
import org.openmns.subscription.SubscriptionCommand;
import org.openmns.subscription.SubscriptionCommand.Pause;
import org.openmns.subscription.SubscriptionCommand.Replay;
import org.openmns.subscription.SubscriptionCommand.Resume;
import org.openmns.subscription.SubscriptionCommand.TurnOff;
import org.openmns.subscription.SubscriptionReply;
import org.openmns.subscription.SubscriptionReply.Accepted;
import org.openmns.subscription.SubscriptionReply.Refusal;
import org.openmns.subscription.SubscriptionReply.Refused;

/**
 * What a subscriber does with deliveries: holds them, lets them go on, has past events delivered again; and what is done to
 * it from outside: they end.
 */
final class Steering {

    record RangeFound(long after, long through, ActorRef<SubscriptionReply> replyTo)
            implements SubscriptionCommand.Internal {}

    private final Shell shell;
    private final Delivering delivering;
    private final Announcing announcing;

    Steering(Shell shell, Delivering delivering, Announcing announcing) {
        this.shell = shell;
        this.delivering = delivering;
        this.announcing = announcing;
    }

    /** Answered when no attempt starts any more, and all know. */
    ReplyEffect<SubscriptionFact, SubscriptionState> turnOff(Live live, TurnOff command) {
        if (live.isOff() && live.profile().announced()) {
            return shell.effects().reply(command.replyTo(), new Accepted());
        }
        if (live.isOff()) {
            announcing.answerLater(command.replyTo(), new Accepted());
            return shell.effects().noReply();
        }
        return delivering.persistAndAnnounce(
                new TurnedOff(command.reason()),
                Optional.empty(),
                () -> announcing.answerLater(command.replyTo(), new Accepted()));
    }

    ReplyEffect<SubscriptionFact, SubscriptionState> pause(Live live, Pause command) {
        if (live.isOff()) {
            return shell.refuse(command.replyTo(), Refusal.SUBSCRIPTION_OFF);
        }
        if (live.paused()) {
            return shell.effects().reply(command.replyTo(), new Accepted());
        }
        return persistAndStep(new Paused(), command.replyTo());
    }

    ReplyEffect<SubscriptionFact, SubscriptionState> resume(Live live, Resume command) {
        if (live.isOff()) {
            return shell.refuse(command.replyTo(), Refusal.SUBSCRIPTION_OFF);
        }
        if (!live.paused()) {
            return shell.effects().reply(command.replyTo(), new Accepted());
        }
        delivering.loop().resumed();
        return persistAndStep(new Resumed(), command.replyTo());
    }

    ReplyEffect<SubscriptionFact, SubscriptionState> replay(Live live, Replay command) {
        if (!command.from().isBefore(command.to())) {
            return shell.refuse(command.replyTo(), Refusal.REPLAY_OUT_OF_RANGE);
        }
        if (live.isOff()) {
            return shell.refuse(command.replyTo(), Refusal.SUBSCRIPTION_OFF);
        }
        findRange(live, command);
        return shell.effects().noReply();
    }

    private void findRange(Live live, Replay command) {
        var log = shell.around().stores().log();
        var range = log.before(live.topic(), command.from())
                .thenCombine(
                        log.before(live.topic(), command.to()),
                        (after, through) -> new RangeFound(
                                after.orElse(Long.MAX_VALUE), through.orElse(Long.MAX_VALUE), command.replyTo()));
        shell.context()
                .pipeToSelf(
                        range,
                        (found, failure) -> found == null
                                ? new Answer(new Refused(Refusal.UNAVAILABLE), command.replyTo())
                                : found);
    }

    ReplyEffect<SubscriptionFact, SubscriptionState> rangeFound(Live live, RangeFound found) {
        if (live.place().replay().isPresent()) {
            return shell.refuse(found.replyTo(), Refusal.REPLAY_RUNNING);
        }
        // What lies beyond is on its way already.
        var through = Math.min(found.through(), live.place().cursor().settled());
        if (found.after() >= through) {
            return shell.effects().reply(found.replyTo(), new Accepted());
        }
        var range = new SubscriptionState.Replaying(Cursor.at(found.after()), through);
        return shell.effects()
                .persist(new ReplayStarted(range))
                .thenRun((Live after) -> {
                    delivering.loop().replayStarted(after);
                    found.replyTo().tell(new Accepted());
                    delivering.carryOn(after);
                })
                .thenNoReply();
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> persistAndStep(
            SubscriptionFact fact, ActorRef<SubscriptionReply> replyTo) {
        return shell.effects()
                .persist(fact)
                .thenRun((Live live) -> {
                    replyTo.tell(new Accepted());
                    delivering.carryOn(live);
                })
                .thenNoReply();
    }
}
