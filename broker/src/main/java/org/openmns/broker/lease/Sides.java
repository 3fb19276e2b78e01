package org.openmns.broker.lease;

import java.util.Set;

/**
 * How a node that asks for the lease sees the others.
 *
 * @param reached whom it goes on with: a lease that one of these holds is its side's already, and it may take it over
 * @param leftBehind whom it goes on without: they never get the lease again
 */
record Sides(Set<String> reached, Set<String> leftBehind) {

    /** Of one that asks for itself. */
    static final Sides NONE = new Sides(Set.of(), Set.of());

    Sides {
        reached = Set.copyOf(reached);
        leftBehind = Set.copyOf(leftBehind);
    }
}
