package org.openmns.bench.event;

import java.time.Instant;

/** The one clock that two processes of a machine share. */
public final class Clock {

    private Clock() {}

    /** Microseconds since 1970. */
    public static long micros() {
        var now = Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }
}
