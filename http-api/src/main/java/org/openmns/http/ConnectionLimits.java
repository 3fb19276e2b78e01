package org.openmns.http;

import java.time.Duration;

/**
 * How many connections may be open at once, in all and from one address, and how long the head of a request may take to
 * arrive. A {@code perAddressMax} of 0 sets no limit of its own.
 */
public record ConnectionLimits(int max, int perAddressMax, Duration headTimeout) {

    private static final int SPARE_SHARE = 16;

    /** From here on a newcomer lets an idle connection go: room is made before the last place is taken. */
    int crowdedAt() {
        return max - max / SPARE_SHARE;
    }

    boolean admits(int openFromAddress) {
        return perAddressMax == 0 || openFromAddress < perAddressMax;
    }
}
