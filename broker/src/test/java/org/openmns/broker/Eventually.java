package org.openmns.broker;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what another thread brings about: looks again and again until it holds or the deadline has passed. */
public final class Eventually {

    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final long LOOK_AGAIN_NANOS = 2_000_000;

    private Eventually() {}

    /** Returns as soon as the condition holds; {@code what} names it where it never does. */
    public static void holds(String what, BooleanSupplier condition) {
        holds(what, DEADLINE, condition);
    }

    /** As above, for what takes longer by its nature. */
    public static void holds(String what, Duration atMost, BooleanSupplier condition) {
        get(what, atMost, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    /** What is there once it is there. */
    public static <T> T get(String what, Supplier<Optional<T>> source) {
        return get(what, DEADLINE, source);
    }

    private static <T> T get(String what, Duration atMost, Supplier<Optional<T>> source) {
        var deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            var found = source.get();
            if (found.isPresent()) {
                return found.get();
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + atMost.toSeconds() + " s: " + what);
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }
}
