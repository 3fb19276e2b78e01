package org.openmns.broker.subscription;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openmns.broker.subscription.LoopLimits.CheckpointRhythm;
import org.openmns.broker.subscription.SubscriptionFact.HeldChange;
import org.openmns.subscription.SubscriptionReply.Counts;

/** What has happened since the last checkpoint, and when the next one is due. */
final class Unsaved {

    private Counts counts = Counts.ZERO;
    private final Set<Long> heldChanged = new HashSet<>();
    private final Set<Long> heldSettled = new HashSet<>();
    private int outcomes;
    private @Nullable Instant first;
    private Instant last = Instant.EPOCH;

    void count(Counts more, Instant now) {
        counts = counts.plus(more);
        touch(now);
    }

    void held(long offset, Instant now) {
        heldChanged.add(offset);
        heldSettled.remove(offset);
        touch(now);
    }

    /** A fact of its own has stored it as held; that it was settled before is history. */
    void heldAgain(long offset) {
        heldSettled.remove(offset);
    }

    void heldSettled(long offset) {
        heldChanged.remove(offset);
        heldSettled.add(offset);
    }

    void touch(Instant now) {
        outcomes++;
        first = first == null ? now : first;
        last = now;
    }

    boolean isEmpty() {
        return first == null;
    }

    boolean isDue(CheckpointRhythm rhythm, boolean nothingInFlight, Instant now) {
        return first != null && (outcomes >= rhythm.outcomesMax() || !now.isBefore(dueAt(rhythm, nothingInFlight)));
    }

    /** When a checkpoint becomes due by time alone; far in the future where there is nothing to save. */
    Instant dueAt(CheckpointRhythm rhythm, boolean nothingInFlight) {
        if (first == null) {
            return Instant.MAX;
        }
        var latest = first.plus(rhythm.after());
        var idle = last.plus(rhythm.idle());
        return nothingInFlight && idle.isBefore(latest) ? idle : latest;
    }

    Counts counts() {
        return counts;
    }

    /** The change to what is held; a delivery that was held and settled between two checkpoints only leaves. */
    HeldChange heldChange(Lanes lanes) {
        if (heldChanged.isEmpty() && heldSettled.isEmpty()) {
            return HeldChange.NONE;
        }
        var held = new HashMap<Long, Held>();
        for (var offset : heldChanged) {
            var pending = lanes.find(offset);
            if (pending != null && pending.held) {
                held.put(offset, pending.toHeld());
            }
        }
        return new HeldChange(held, new ArrayList<>(heldSettled));
    }

    void clear() {
        counts = Counts.ZERO;
        heldChanged.clear();
        heldSettled.clear();
        outcomes = 0;
        first = null;
    }
}
