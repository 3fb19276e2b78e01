package org.openmns.broker.subscription;

import java.time.Duration;
import org.openmns.broker.subscription.LoopLimits.CheckpointRhythm;
import org.openmns.broker.subscription.LoopLimits.Trouble;
import org.openmns.broker.subscription.LoopLimits.Window;
import org.openmns.config.DeliverySettings;

/** What an operator sets of all subscriptions, as their entities need it; a snapshot every so many facts. */
public record SubscriptionOptions(LoopLimits loop, Duration passivateAfter, int snapshotEvery) {

    /** Checkpoints are small and the state is not: an odd hundred are quicker read than a snapshot each time. */
    private static final int SNAPSHOT_EVERY = 200;

    public static SubscriptionOptions from(DeliverySettings settings) {
        var window = settings.window();
        var checkpoint = settings.checkpoint();
        var breaker = settings.retries().breaker();
        return new SubscriptionOptions(
                new LoopLimits(
                        new Window(window.eventsMax(), window.bytesMax(), window.parkedMax()),
                        new CheckpointRhythm(checkpoint.outcomesMax(), checkpoint.after(), checkpoint.idle()),
                        new Trouble(breaker.failures(), breaker.errorAfter())),
                window.passivateAfter(),
                SNAPSHOT_EVERY);
    }
}
