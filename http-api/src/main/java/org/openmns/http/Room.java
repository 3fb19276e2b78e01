package org.openmns.http;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.openmns.subscription.Holding;

/** What this node knows of how many more subscriptions one application may create. For any thread. */
final class Room {

    /** The part of the room that is left which one count gives away. */
    private static final int PART = 10;

    private static final long GRANTED_FOR_NANOS = Duration.ofSeconds(5).toNanos();

    /** Who has as many as it may and asks again and again is counted once in this time. */
    private static final long FULL_FOR_NANOS = Duration.ofSeconds(1).toNanos();

    /** Whether one more may be created. */
    enum Verdict {
        /** It may, and {@link #settled} must follow. */
        ADMITTED,
        FULL,
        /** There is room for one, but those that are off have taken it. */
        CROWDED,
        /** Whoever asked is to count. */
        UNCOUNTED,
        /** Somebody is counting, or all that is left may be taken by those that are under way. */
        UNDECIDED
    }

    /** What is to be done; ask again after the news where that is not certain. */
    record Answer(Verdict verdict, CompletionStage<Void> news) {}

    private final int max;

    /** Until then one of the two below says something. */
    private long goodUntil;

    private long granted;
    private boolean full;
    private boolean crowded;
    private boolean counting;

    /** Admitted, and not stored for certain yet. */
    private int underWay;

    /** Nothing is left but for those under way, who may yet fail. */
    private boolean held;

    private CompletableFuture<Void> news = new CompletableFuture<>();

    Room(int max) {
        this.max = max;
    }

    synchronized Answer ask(long now) {
        return new Answer(verdict(now), news);
    }

    private Verdict verdict(long now) {
        if (counting || held) {
            return Verdict.UNDECIDED;
        }
        var known = (granted > 0 || full) && now - goodUntil < 0;
        if (known && full) {
            return crowded ? Verdict.CROWDED : Verdict.FULL;
        }
        if (known) {
            granted--;
            underWay++;
            return Verdict.ADMITTED;
        }
        counting = true;
        return Verdict.UNCOUNTED;
    }

    /** The database holds so many, of which some may be among those that are under way; twice as many as may be on. */
    void counted(Holding count, long now) {
        synchronized (this) {
            counting = false;
            var left = Math.min(max - count.on(), 2L * max - count.all());
            crowded = count.on() < max;
            var certain = left - underWay;
            full = left <= 0;
            held = left > 0 && certain <= 0;
            granted = Math.max(certain > 0 ? 1 : 0, certain / PART);
            goodUntil = now + (full ? FULL_FOR_NANOS : GRANTED_FOR_NANOS);
        }
        tell();
    }

    void notCounted(Throwable why) {
        synchronized (this) {
            counting = false;
        }
        tellFailed(why);
    }

    /** One that was admitted is stored, or is not and will not be. */
    void settled() {
        boolean waited;
        synchronized (this) {
            underWay--;
            waited = held;
            held = false;
        }
        if (waited) {
            tell();
        }
    }

    /** There is one less. */
    synchronized void forget() {
        full = false;
    }

    private void tell() {
        next().complete(null);
    }

    private void tellFailed(Throwable why) {
        next().completeExceptionally(why);
    }

    /** What those wait for who have asked until now; not completed under the lock, for they go on at once. */
    private synchronized CompletableFuture<Void> next() {
        var told = news;
        news = new CompletableFuture<>();
        return told;
    }
}
