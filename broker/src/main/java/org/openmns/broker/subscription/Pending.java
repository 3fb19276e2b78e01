package org.openmns.broker.subscription;

import org.jspecify.annotations.Nullable;
import org.openmns.broker.subscription.Held.Origin;
import org.openmns.broker.subscription.Held.Tries;
import org.openmns.criteria.Criteria;
import org.openmns.event.Event;

/** One delivery that is not settled, as {@link Lanes} keeps it in memory. Mutable, owned by one subscription. */
final class Pending {

    /** The lane of a delivery that is ordered with nothing. */
    static final long NO_LANE = 0;

    final long offset;
    final long lane;
    final Origin origin;

    /** Null while it is parked: the body is read again when the delivery is due. */
    @Nullable
    Event event;

    /** The criteria that the event was last seen to match; null where it must be looked at again. */
    @Nullable
    Criteria matched;

    Tries tries = Tries.NONE;
    boolean held;
    boolean inFlight;

    Pending(long offset, long lane, Origin origin, @Nullable Event event) {
        this.offset = offset;
        this.lane = lane;
        this.origin = origin;
        this.event = event;
    }

    static Pending of(long offset, Held held) {
        var pending = new Pending(offset, held.lane(), held.origin(), null);
        pending.tries = held.tries();
        pending.held = true;
        return pending;
    }

    long dueMillis() {
        return tries.due().toEpochMilli();
    }

    Held toHeld() {
        return new Held(lane, origin, tries);
    }

    int sizeBytes() {
        return event == null ? 0 : event.sizeBytes();
    }
}
