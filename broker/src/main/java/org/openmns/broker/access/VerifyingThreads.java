package org.openmns.broker.access;

import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.openmns.access.ApplicationId;
import org.openmns.access.FairShare;
import org.openmns.access.Shares;

/**
 * Where JWTs are verified, and where keys are asked for that are kept elsewhere: on threads of their own, and for each
 * application once at a time, for who keeps them may not answer, and the others are to get their tokens all the same.
 */
final class VerifyingThreads implements AutoCloseable {

    /** Verifying is a tenth of a millisecond. */
    private static final int HERE = 4;

    private static final int ELSEWHERE = 8;
    private static final int WAITING_MAX = 200;

    /** Half of what may wait: whoever says that they are one application leaves the others their places. */
    private static final int CLAIMED_MAX = WAITING_MAX / 2;

    private static final int KEPT_SECONDS = 30;

    private final ThreadPoolExecutor here = threads("tokens", HERE);
    private final ThreadPoolExecutor claims = threads("tokens-claimed", HERE);
    private final Shares claimed = new Shares(new FairShare(CLAIMED_MAX));
    private final ThreadPoolExecutor elsewhere = threads("tokens-asking", ELSEWHERE);
    private final Map<ApplicationId, CompletableFuture<Void>> asking = new ConcurrentHashMap<>();

    private static ThreadPoolExecutor threads(String name, int count) {
        var threads = new ThreadPoolExecutor(
                count, count, KEPT_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_MAX), work -> {
                    var thread = new Thread(work, name);
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** Work that asks nobody. */
    <T> CompletionStage<T> here(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, here);
    }

    /**
     * As {@link #here}, in the name of an application, which anybody may claim: on other threads than what is certain, and
     * for one of them no more than its share.
     */
    <T> CompletionStage<T> here(ApplicationId application, Supplier<T> work) {
        var hold = claimed.take(application.value(), 1);
        if (hold.isEmpty()) {
            return CompletableFuture.failedStage(new RejectedExecutionException("too many claim to be one"));
        }
        try {
            return CompletableFuture.supplyAsync(work, claims)
                    .whenComplete((done, failure) -> hold.get().giveBack(1));
        } catch (RejectedExecutionException full) {
            hold.get().giveBack(1);
            return CompletableFuture.failedStage(full);
        }
    }

    /**
     * Asks where this application keeps its keys. Where that is being done already it waits, on no thread, and fails: what was
     * asked may have been another key, so it is to look whether its own is known now. Fails at once where too many wait.
     */
    CompletionStage<Void> asking(ApplicationId application, Runnable work) {
        var mine = new CompletableFuture<Void>();
        var first = asking.putIfAbsent(application, mine);
        if (first != null) {
            return first.getNumberOfDependents() < WAITING_MAX
                    ? first.handle((asked, failure) -> {
                        throw new KeysOutOfReach();
                    })
                    : CompletableFuture.failedStage(new KeysOutOfReach());
        }
        try {
            var unused = CompletableFuture.runAsync(work, elsewhere).whenComplete((asked, failure) -> {
                asking.remove(application);
                end(mine, failure);
            });
        } catch (RejectedExecutionException full) {
            asking.remove(application);
            mine.completeExceptionally(full);
        }
        return mine;
    }

    private static void end(CompletableFuture<Void> asking, @Nullable Throwable failure) {
        if (failure == null) {
            asking.complete(null);
        } else {
            asking.completeExceptionally(failure);
        }
    }

    @Override
    public void close() {
        here.shutdownNow();
        claims.shutdownNow();
        elsewhere.shutdownNow();
    }
}
