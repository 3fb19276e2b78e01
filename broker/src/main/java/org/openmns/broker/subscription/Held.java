package org.openmns.broker.subscription;

import java.time.Instant;

/**
 * A delivery that does not hold the cursor back although it is unsettled: it waits for a retry, or behind one in its
 * lane. The lane is stored with it, so that order survives a restart without reading the event first.
 */
record Held(long lane, Origin origin, Tries tries) {

    /** Why the event is being delivered, which says where its body is read again. */
    enum Origin {
        LOG,
        REPLAY,
        /** From the dead letters, which keep the event. */
        REDRIVE
    }

    /**
     * What has been tried: {@code attempts} made, the {@code step} of the schedule reached (ahead of attempts where the
     * answers gave little hope), when the first one was made and when the next one is due.
     */
    record Tries(int attempts, int step, Instant first, Instant due) {

        static final Tries NONE = new Tries(0, 0, Instant.EPOCH, Instant.EPOCH);
    }
}
