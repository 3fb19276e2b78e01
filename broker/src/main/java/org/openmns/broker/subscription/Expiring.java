package org.openmns.broker.subscription;

import java.util.Optional;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.openmns.broker.subscription.SubscriptionFact.Expired;
import org.openmns.broker.subscription.SubscriptionState.Live;
import org.openmns.subscription.SubscriptionCommand;
import org.openmns.subscription.SubscriptionCommand.Expire;
import org.openmns.subscription.SubscriptionReply.Accepted;
import org.openmns.subscription.SubscriptionReply.Expiry;
import org.openmns.subscription.SubscriptionReply.Refusal;

/** Retention is about to take what this subscription has not delivered: the loss is counted and written down first. */
final class Expiring {

    /** What the log held after {@code after}; no count where it could not be read. */
    record ExpiryCounted(int life, long after, Optional<Long> count, Expire command)
            implements SubscriptionCommand.Internal {}

    private final Shell shell;
    private final Delivering delivering;
    private boolean expiring;
    private int life;

    Expiring(Shell shell, Delivering delivering) {
        this.shell = shell;
        this.delivering = delivering;
    }

    /** What was being counted when the entity last stopped is counted anew when retention asks again. */
    void restarted() {
        expiring = false;
        life++;
    }

    ReplyEffect<SubscriptionFact, SubscriptionState> expire(Live live, Expire command) {
        if (live.isOff() || live.place().settledThrough() >= command.through()) {
            return shell.effects().reply(command.replyTo(), new Accepted());
        }
        if (expiring) {
            // Two counts of the same loss would add up; retention asks again.
            return shell.refuse(command.replyTo(), Refusal.UNAVAILABLE);
        }
        expiring = true;
        count(live, delivering.loop().backlog().live().received(), command);
        return shell.effects().noReply();
    }

    ReplyEffect<SubscriptionFact, SubscriptionState> expiryCounted(Live live, ExpiryCounted counted) {
        if (counted.life() != life) {
            // It knows nothing of what was in memory then, and another count may be under way.
            return shell.refuse(counted.command().replyTo(), Refusal.UNAVAILABLE);
        }
        var received = delivering.loop().backlog().live().received();
        if (counted.count().isPresent()
                && received > counted.after()
                && counted.after() < counted.command().through()) {
            // What was taken from the log meanwhile would count twice: there, and among what waits.
            count(live, received, counted.command());
            return shell.effects().noReply();
        }
        expiring = false;
        return counted.count().isPresent()
                ? persistExpired(live, counted.command(), counted.count().get())
                : shell.refuse(counted.command().replyTo(), Refusal.UNAVAILABLE);
    }

    private ReplyEffect<SubscriptionFact, SubscriptionState> persistExpired(Live live, Expire command, long inLog) {
        var waiting = delivering.loop().backlog().waitingThrough(command.through());
        var from = live.place().settledThrough();
        var expiry = new Expiry(shell.now(), from, command.through(), inLog + waiting);
        if (expiry.count() > 0) {
            shell.context()
                    .getLog()
                    .warn("expired subscription={} through={} events={}", shell.id(), expiry.through(), expiry.count());
        }
        return shell.effects()
                .persist(new Expired(expiry))
                .thenRun((Live after) -> {
                    delivering.loop().expiredThrough(command.through());
                    command.replyTo().tell(new Accepted());
                    delivering.carryOn(after);
                })
                .thenNoReply();
    }

    private void count(Live live, long after, Expire command) {
        var profile = live.profile();
        var criteria =
                shell.around().stores().cohorts().bind(profile.subscription().criteria(), profile.owner());
        var now = life;
        shell.context()
                .pipeToSelf(
                        shell.around().stores().log().count(live.topic(), criteria, after, command.through()),
                        (count, failure) -> new ExpiryCounted(now, after, Optional.ofNullable(count), command));
    }
}
