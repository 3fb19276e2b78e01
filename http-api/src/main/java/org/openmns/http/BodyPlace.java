package org.openmns.http;

import java.util.Optional;
import org.openmns.access.Shares;

/** What one body takes of the bytes that all may have under way, while it is read and until it is answered. For one thread at a time. */
final class BodyPlace {

    private final Shares shares;
    private final String owner;
    private Optional<Shares.Hold> hold = Optional.empty();
    private int taken;
    private boolean refused;

    BodyPlace(Shares shares, String owner) {
        this.shares = shares;
        this.owner = owner;
    }

    /** Whether there is room for so many of its bytes; where there once was none, it has none from then on. */
    boolean covers(int bytes) {
        if (!refused && bytes > taken) {
            refused = !takes(bytes - taken);
            if (refused) {
                giveBack();
            } else {
                taken = bytes;
            }
        }
        return !refused;
    }

    private boolean takes(int more) {
        if (hold.isPresent()) {
            return hold.get().take(more);
        }
        hold = shares.take(owner, more);
        return hold.isPresent();
    }

    void giveBack() {
        if (taken > 0) {
            hold.orElseThrow().giveBack(taken);
            taken = 0;
        }
    }
}
