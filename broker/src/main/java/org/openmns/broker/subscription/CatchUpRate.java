package org.openmns.broker.subscription;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/**
 * How fast all subscriptions of a node that are far behind may catch up while others of it are live: as fast as leaves
 * the processors some time, so that who is live hardly waits, but no slower than the live ones are served. With nobody
 * live there is no limit. Safe for many threads.
 *
 * <pre>
 *  every 200 ms:  per second ×= busyMax / busy, at most halved or half as much again
 *  each grant:    its time is where the last one ended; a grant of n lasts n / per second
 * </pre>
 */
public final class CatchUpRate {

    /** Grants of one size, taken in turn, let many that catch up share the rate without waking for each delivery. */
    static final int GRANT = 64;

    static final Duration SAMPLE = Duration.ofMillis(200);

    /** So long after the last live delivery there may be another one soon. */
    static final Duration LIVE_FOR = Duration.ofSeconds(10);

    /** What a timer that went off late may make up for. */
    private static final Duration MADE_UP_MAX = Duration.ofMillis(20);

    private static final double PER_SECOND_MAX = 1_000_000;
    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

    private final LoopLimits.CatchUp limits;
    private final DoubleSupplier busy;
    private final LongAdder live = new LongAdder();
    private final AtomicLong grantedThrough = new AtomicLong();
    private volatile Sample last;

    /** {@code busy} is the share of the processors in use, 0 to 1; negative or no number where that is not known. */
    public CatchUpRate(LoopLimits.CatchUp limits, DoubleSupplier busy) {
        this.limits = limits;
        this.busy = busy;
        this.last = new Sample(0, 0, Long.MIN_VALUE, limits.perSecondMin());
    }

    /** So many deliveries may start from then on. */
    record Grant(Instant from, int count) {}

    /** What was seen last: when, how many live deliveries by then, the last time that there were new ones. */
    private record Sample(long atNanos, long live, long liveAtNanos, double perSecond) {}

    /** Whether what was written at this time and is only now read is far behind. */
    boolean isFarBehind(Instant written, Instant now) {
        return written.isBefore(now.minus(limits.behind()));
    }

    /** A delivery starts that is not far behind. */
    void live() {
        live.increment();
    }

    Grant grant(Instant now) {
        var nanos = nanos(now);
        var sample = sample(nanos);
        if (sample.liveAtNanos() < nanos - LIVE_FOR.toNanos()) {
            return new Grant(now, GRANT);
        }
        var lasts = Math.round(GRANT * SECOND_NANOS / sample.perSecond());
        var earliest = nanos - MADE_UP_MAX.toNanos();
        var from = grantedThrough.updateAndGet(through -> Math.max(through, earliest) + lasts) - lasts;
        return new Grant(now.plusNanos(Math.max(0, from - nanos)), GRANT);
    }

    private Sample sample(long nanos) {
        var known = last;
        return isFresh(known, nanos) ? known : sampleAnew(nanos);
    }

    private synchronized Sample sampleAnew(long nanos) {
        var before = last;
        if (!isFresh(before, nanos)) {
            var count = live.sum();
            var liveAt = count > before.live() ? nanos : before.liveAtNanos();
            last = new Sample(nanos, count, liveAt, perSecond(before, count, nanos));
        }
        return last;
    }

    private static boolean isFresh(Sample sample, long nanos) {
        return nanos - sample.atNanos() < SAMPLE.toNanos();
    }

    private double perSecond(Sample before, long count, long nanos) {
        var share = busy.getAsDouble();
        if (!(share >= 0)) {
            return PER_SECOND_MAX;
        }
        var change = Math.min(1.5, Math.max(0.5, limits.busyMax() / Math.max(share, 0.01)));
        var livePerSecond = (count - before.live()) * (double) SECOND_NANOS / (nanos - before.atNanos());
        var least = Math.max(limits.perSecondMin(), livePerSecond);
        return Math.min(PER_SECOND_MAX, Math.max(least, before.perSecond() * change));
    }

    private static long nanos(Instant now) {
        return Math.addExact(Math.multiplyExact(now.getEpochSecond(), SECOND_NANOS), now.getNano());
    }
}
