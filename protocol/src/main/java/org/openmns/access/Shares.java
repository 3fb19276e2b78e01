package org.openmns.access;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What each application holds at this moment of something that all share. No locks: of two that ask at the same instant each
 * may be given what only one should get, so that some threads' worth more than the share may be out.
 */
public final class Shares {

    /** Beyond so many applications those that hold nothing are forgotten. */
    private static final int KNOWN_MAX = 10_000;

    private final FairShare share;
    private final Map<String, Hold> holds = new ConcurrentHashMap<>();
    private final AtomicLong total = new AtomicLong();
    private final AtomicInteger active = new AtomicInteger();

    public Shares(FairShare share) {
        this.share = share;
    }

    /** What one application holds. */
    public final class Hold {

        private final AtomicLong places = new AtomicLong();

        private Hold() {}

        /** At least one place more, to be given back; nothing where that is more than its share. */
        public boolean take(int wanted) {
            if (!share.admits(wanted, places.get(), total.get(), active.get())) {
                return false;
            }
            if (places.getAndAdd(wanted) == 0) {
                active.incrementAndGet();
            }
            total.addAndGet(wanted);
            return true;
        }

        /** Once for each time that these were taken. */
        public void giveBack(int taken) {
            total.addAndGet(-taken);
            if (places.addAndGet(-taken) == 0) {
                active.decrementAndGet();
            }
        }
    }

    /** Takes at least one place for this application, to be given back to the hold; nothing where that is more than its share. */
    public Optional<Hold> take(String application, int wanted) {
        var hold = holds.get(application);
        if (hold == null) {
            forgetIdle();
            hold = holds.computeIfAbsent(application, first -> new Hold());
        }
        return hold.take(wanted) ? Optional.of(hold) : Optional.empty();
    }

    /** One that takes at this instant goes on with the hold that it has, and its next time begins another. */
    private void forgetIdle() {
        if (holds.size() >= KNOWN_MAX) {
            holds.values().removeIf(hold -> hold.places.get() == 0);
        }
    }

    /** All places that are taken. */
    public long taken() {
        return total.get();
    }
}
