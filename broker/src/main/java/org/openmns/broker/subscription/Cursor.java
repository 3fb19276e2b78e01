package org.openmns.broker.subscription;

import java.util.List;

/**
 * How far a subscription has settled, as it is stored: everything it matched at or before {@code settled}, and those
 * offsets {@code ahead} of it, in ascending order. What is held (see {@link Held}) is unsettled wherever it lies.
 */
record Cursor(long settled, List<Long> ahead) {

    Cursor {
        ahead = List.copyOf(ahead);
    }

    static Cursor at(long settled) {
        return new Cursor(settled, List.of());
    }
}
