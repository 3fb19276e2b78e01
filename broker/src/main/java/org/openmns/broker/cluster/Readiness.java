package org.openmns.broker.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether requests should be sent to this node. What costs something is asked at most once a second, however many probes
 * there are, and never again while the last answer is still awaited.
 */
final class Readiness {

    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

    /** Less than a probe should wait; longer than a database takes that is only busy. */
    private static final Duration CHECK_MAX = Duration.ofSeconds(2);

    /** What is looked at. The first two are known at once. */
    record Checks(
            BooleanSupplier stopping,
            Supplier<Optional<String>> notMember,
            Supplier<CompletionStage<Boolean>> regions,
            Supplier<CompletionStage<?>> database) {}

    private final Checks checks;
    private final LongSupplier nanoTime;
    private boolean registered;
    private @Nullable CompletableFuture<List<String>> last;
    private @Nullable CompletableFuture<?> atDatabase;
    private long lastNanos;

    Readiness(Checks checks, LongSupplier nanoTime) {
        this.checks = checks;
        this.nanoTime = nanoTime;
    }

    /** Why not, in plain sentences; empty where the node is ready. */
    CompletionStage<List<String>> reasons() {
        if (checks.stopping().getAsBoolean()) {
            return CompletableFuture.completedStage(List.of("this node is stopping"));
        }
        return checks.notMember()
                .get()
                .map(why -> CompletableFuture.completedStage(List.of("this node is not in the cluster: " + why)))
                .orElseGet(this::asked);
    }

    private synchronized CompletionStage<List<String>> asked() {
        var known = last;
        if (known != null && (!known.isDone() || nanoTime.getAsLong() - lastNanos < FRESH_NANOS)) {
            return known;
        }
        lastNanos = nanoTime.getAsLong();
        var asked = placed().thenCombine(stored(), Readiness::sentences);
        last = asked;
        return asked;
    }

    private static List<String> sentences(boolean placed, boolean stored) {
        var reasons = new ArrayList<String>();
        if (!placed) {
            reasons.add("this node does not know yet which node places topics and subscriptions");
        }
        if (!stored) {
            reasons.add("the database does not answer");
        }
        return List.copyOf(reasons);
    }

    /** Once found, that stays: while the coordinator moves no node knows it, and they must not all leave at once. */
    private CompletableFuture<Boolean> placed() {
        if (registered) {
            return CompletableFuture.completedFuture(true);
        }
        return within(checks.regions().get().toCompletableFuture()).thenApply(this::remember);
    }

    private synchronized boolean remember(boolean found) {
        registered |= found;
        return registered;
    }

    /** A database that hangs gets no second question: each would hold a connection. */
    private CompletableFuture<Boolean> stored() {
        var waiting = atDatabase;
        if (waiting != null && !waiting.isDone()) {
            return CompletableFuture.completedFuture(false);
        }
        var asked = checks.database().get().toCompletableFuture();
        atDatabase = asked;
        return within(asked.thenApply(answer -> true));
    }

    private static CompletableFuture<Boolean> within(CompletableFuture<Boolean> asked) {
        return asked.copy()
                .completeOnTimeout(false, CHECK_MAX.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failed -> false);
    }
}
