package org.openmns.broker.subscription;

import java.time.Duration;
import java.time.Instant;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.jspecify.annotations.Nullable;
import org.openmns.broker.subscription.Delivering.StepDue;
import org.openmns.broker.subscription.SubscriptionEntity.Stop;
import org.openmns.broker.subscription.SubscriptionState.Live;
import org.openmns.subscription.SubscriptionCommand;

/** How a subscription leaves memory: passivated when it has nothing to do, or handed over to another node. */
final class Leaving {

    record PassivateDue() implements SubscriptionCommand.Internal {}

    record StopDue() implements SubscriptionCommand.Internal {}

    /** What is in flight then is not awaited any longer. */
    private static final Duration STOP_MAX = Duration.ofSeconds(10);

    private final Shell shell;
    private final ActorRef<ClusterSharding.ShardCommand> shard;
    private final Delivering delivering;
    private final Announcing announcing;
    private final Handshaking handshaking;
    private @Nullable Instant stopBy;

    Leaving(
            Shell shell,
            ActorRef<ClusterSharding.ShardCommand> shard,
            Delivering delivering,
            Announcing announcing,
            Handshaking handshaking) {
        this.shell = shell;
        this.shard = shard;
        this.delivering = delivering;
        this.announcing = announcing;
        this.handshaking = handshaking;
    }

    /** A restart amid a stop has lost its timer, not its purpose. */
    void recovered() {
        passivateLater();
        if (stopBy != null) {
            shell.context().getSelf().tell(new Stop());
        }
    }

    private void passivateLater() {
        shell.timers().startSingleTimer(PassivateDue.class, new PassivateDue(), passivateAfter());
    }

    private Duration passivateAfter() {
        return shell.around().options().passivateAfter();
    }

    ReplyEffect<SubscriptionFact, SubscriptionState> passivateDue(SubscriptionState state, PassivateDue due) {
        var idle = !(state instanceof Live live) || delivering.isIdle(live, passivateAfter());
        if (idle && !announcing.isUnderWay() && !handshaking.isUnderWay(state)) {
            if (state instanceof Live live && live.place().goesBack()) {
                delivering.tellProgress(live);
            }
            shard.tell(new ClusterSharding.Passivate<>(shell.context().getSelf()));
        }
        // Again later in any case: should the shard not heed it, it is asked once more.
        passivateLater();
        return shell.effects().noReply();
    }

    /**
     * What is in flight is awaited, then all is written down. Whoever waits for an announcement gets its answer, and the
     * topic is reminded of what it must wake the subscription for elsewhere.
     */
    ReplyEffect<SubscriptionFact, SubscriptionState> stop(SubscriptionState state, Stop stop) {
        delivering.finish();
        var now = shell.now();
        stopBy = stopBy == null ? now.plus(STOP_MAX) : stopBy;
        var left = now.isBefore(stopBy) ? Duration.between(now, stopBy) : Duration.ZERO;
        shell.timers().startSingleTimer(StopDue.class, new StopDue(), left);
        if (!(state instanceof Live live)) {
            return stepDue(state, new StepDue());
        }
        if (live.place().goesBack()) {
            delivering.tellProgress(live);
        }
        return delivering.step(live);
    }

    /** One that delivers nothing has only its announcement to wait for. */
    ReplyEffect<SubscriptionFact, SubscriptionState> stepDue(SubscriptionState state, StepDue due) {
        return stopBy == null || announcing.isAsking()
                ? shell.effects().noReply()
                : shell.effects().stop().thenNoReply();
    }

    ReplyEffect<SubscriptionFact, SubscriptionState> stopNow(SubscriptionState state, StopDue due) {
        return state instanceof Live && delivering.loop().isDirty()
                ? shell.effects()
                        .persist(delivering.loop().checkpoint())
                        .thenStop()
                        .thenNoReply()
                : shell.effects().stop().thenNoReply();
    }

    void stopped() {
        announcing.refuseAll();
    }
}
