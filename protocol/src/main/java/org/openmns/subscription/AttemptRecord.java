package org.openmns.subscription;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** One delivery attempt as the attempt log keeps it: no payload, no header. {@code number} counts from 1. */
public record AttemptRecord(SubscriptionId subscription, long offset, int number, Instant at, Result result) {

    /** The endpoint's HTTP status, or in {@code detail} why there was none. */
    public record Result(boolean delivered, Optional<Integer> httpStatus, String detail, Duration latency) {}
}
