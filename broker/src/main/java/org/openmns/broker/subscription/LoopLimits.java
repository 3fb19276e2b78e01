package org.openmns.broker.subscription;

import java.time.Duration;

/** What bounds one subscription's {@link DeliveryLoop}; all of a node share one {@code catchUpRate}. */
public record LoopLimits(Window window, CheckpointRhythm checkpoint, Trouble trouble, CatchUpRate catchUpRate) {

    /**
     * What may wait in memory: fresh events and the bytes of all bodies; {@code parkedMax} deliveries that wait for a
     * retry or behind one, without their bodies.
     */
    public record Window(int eventsMax, long bytesMax, int parkedMax) {}

    /** A checkpoint is written after so many outcomes, so long after the first, or so long after the last in flight. */
    public record CheckpointRhythm(int outcomesMax, Duration after, Duration idle) {}

    /**
     * Who reads what is older than {@code behind} catches up, and gives way to the live ones where more than {@code busyMax}
     * of the processors (0 to 1) is in use, but goes on with {@code perSecondMin} deliveries a second.
     */
    public record CatchUp(Duration behind, double busyMax, int perSecondMin) {}

    /** Failures in a row that open the breaker, and how long nothing but failure turns the status to {@code error}. */
    public record Trouble(int failuresMax, Duration errorAfter) {}
}
