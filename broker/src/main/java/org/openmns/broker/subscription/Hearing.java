package org.openmns.broker.subscription;

import java.time.Instant;
import java.util.Map;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.openmns.broker.delivery.Outcome;
import org.openmns.broker.subscription.LoopEffect.Load;
import org.openmns.broker.subscription.LoopEffect.Pass;
import org.openmns.broker.subscription.SubscriptionState.Live;
import org.openmns.broker.topic.TopicLog;
import org.openmns.event.Event;
import org.openmns.subscription.SubscriptionCommand;
import org.openmns.subscription.SubscriptionCommand.Notify;
import org.openmns.topic.TopicCommand.Deregister;

/** Tells the {@link DeliveryLoop} what topic, log, endpoint and dead letters say, and lets it take the next step. */
final class Hearing {

    record AttemptFinished(int life, long offset, int number, Instant at, Outcome outcome)
            implements SubscriptionCommand.Internal {}

    record PageRead(int life, Pass pass, TopicLog.Page page) implements SubscriptionCommand.Internal {}

    record PageFailed(int life, Pass pass) implements SubscriptionCommand.Internal {}

    record Loaded(int life, Load asked, Map<Long, Event> found) implements SubscriptionCommand.Internal {}

    record LoadFailed(int life, Load asked) implements SubscriptionCommand.Internal {}

    record Kept(int life, long offset, boolean durable) implements SubscriptionCommand.Internal {}

    private final Shell shell;
    private final Delivering delivering;

    Hearing(Shell shell, Delivering delivering) {
        this.shell = shell;
        this.delivering = delivering;
    }

    ReplyEffect<SubscriptionFact, SubscriptionState> notified(Live live, Notify notify) {
        if (!live.wantsEvents()) {
            shell.around().topics().apply(live.topic()).tell(new Deregister(shell.id()));
            return shell.effects().noReply();
        }
        delivering.loop().notified(live, notify, shell.now());
        return delivering.step(live);
    }

    ReplyEffect<SubscriptionFact, SubscriptionState> attemptFinished(Live live, AttemptFinished finished) {
        delivering.errands().log(live, finished);
        delivering.errands().landed(finished);
        if (!delivering.errands().isStray(finished.life())) {
            delivering.loop().finished(live, finished.offset(), finished.outcome(), shell.now());
        }
        return delivering.step(live);
    }

    /** An attempt of a subscription that is gone. */
    ReplyEffect<SubscriptionFact, SubscriptionState> strayLanded(SubscriptionState state, AttemptFinished finished) {
        delivering.errands().landed(finished);
        return shell.effects().noReply();
    }

    ReplyEffect<SubscriptionFact, SubscriptionState> pageRead(Live live, PageRead read) {
        return heard(live, read.life(), () -> delivering.loop().pageRead(live, read.pass(), read.page(), shell.now()));
    }

    ReplyEffect<SubscriptionFact, SubscriptionState> pageFailed(Live live, PageFailed failed) {
        return heard(live, failed.life(), () -> delivering.loop().pageFailed(failed.pass(), shell.now()));
    }

    ReplyEffect<SubscriptionFact, SubscriptionState> loaded(Live live, Loaded loaded) {
        return heard(live, loaded.life(), () -> {
            if (delivering.isStopping()) {
                delivering.loop().putBack(loaded.asked());
            } else {
                delivering.loop().loaded(live, loaded.asked(), loaded.found(), shell.now());
            }
        });
    }

    ReplyEffect<SubscriptionFact, SubscriptionState> loadFailed(Live live, LoadFailed failed) {
        return heard(live, failed.life(), () -> delivering.loop().loadFailed(failed.asked(), shell.now()));
    }

    ReplyEffect<SubscriptionFact, SubscriptionState> kept(Live live, Kept kept) {
        return heard(live, kept.life(), () -> delivering.loop().kept(kept.offset(), kept.durable(), shell.now()));
    }

    /** An answer to what this life of the entity asked for; to an earlier one it says nothing. */
    private ReplyEffect<SubscriptionFact, SubscriptionState> heard(Live live, int life, Runnable news) {
        if (delivering.errands().isStray(life)) {
            return shell.effects().noReply();
        }
        news.run();
        return delivering.step(live);
    }
}
