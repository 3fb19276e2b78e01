package org.openmns.broker.subscription;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.openmns.broker.subscription.LoopLimits.CatchUp;
import org.openmns.broker.subscription.LoopLimits.CheckpointRhythm;
import org.openmns.broker.subscription.LoopLimits.Trouble;
import org.openmns.broker.subscription.LoopLimits.Window;
import org.openmns.config.DeliverySettings;
import org.openmns.config.HandshakeSettings;

/** What an operator sets of all subscriptions, as their entities need it; a snapshot every so many facts. */
public record SubscriptionOptions(
        LoopLimits loop, HandshakeSettings handshake, Duration passivateAfter, int snapshotEvery) {

    /** Checkpoints are small and the state is not: an odd hundred are quicker read than a snapshot each time. */
    private static final int SNAPSHOT_EVERY = 200;

    public static SubscriptionOptions from(DeliverySettings settings, HandshakeSettings handshake) {
        var window = settings.window();
        var checkpoint = settings.checkpoint();
        var breaker = settings.retries().breaker();
        return new SubscriptionOptions(
                new LoopLimits(
                        new Window(window.eventsMax(), window.bytesMax(), window.parkedMax()),
                        new CheckpointRhythm(checkpoint.outcomesMax(), checkpoint.after(), checkpoint.idle()),
                        new Trouble(breaker.failures(), breaker.errorAfter()),
                        new CatchUpRate(catchUp(settings.window().catchUp()), processors())),
                handshake,
                window.passivateAfter(),
                SNAPSHOT_EVERY);
    }

    private static CatchUp catchUp(DeliverySettings.CatchUp settings) {
        return new CatchUp(settings.behind(), settings.busyPercentMax() / 100.0, settings.perSecondMin());
    }

    /** Of the machine, or of what the container may use: others on it make the live ones wait as well. */
    private static DoubleSupplier processors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine
                ? machine::getCpuLoad
                : () -> Double.NaN;
    }
}
