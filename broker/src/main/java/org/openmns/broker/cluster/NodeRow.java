package org.openmns.broker.cluster;

import java.time.Duration;
import java.time.Instant;

/** A node as the table of nodes shows it to the others; {@code cluster} is its address as a member. */
public record NodeRow(Place cluster, Place management, int httpPort, String version, Life life) {

    /**
     * Since when it runs, how long it has been silent, and whether it is in a cluster or about to found one.
     *
     * @param silence by the database's clock, and none that is older than the database's own start
     */
    public record Life(boolean member, Instant startedAt, Duration silence) {}

    /** For the log: who, and when it was last heard of. */
    @Override
    public String toString() {
        return cluster + " (seen " + life.silence().toSeconds() + " s ago)";
    }
}
