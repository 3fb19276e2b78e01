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
import org.openmns.access.ApplicationId;

/**
 * Where JWTs are verified. Those whose keys are kept elsewhere have threads of their own, and few of each application at
 * once: who keeps them may not answer, and the others are to get their tokens all the same.
 */
final class VerifyingThreads implements AutoCloseable {

    /** Verifying is a tenth of a millisecond. */
    private static final int HERE = 4;

    private static final int ELSEWHERE = 8;
    private static final int EACH_MAX = 2;
    private static final int WAITING_MAX = 200;
    private static final int KEPT_SECONDS = 30;

    private final ThreadPoolExecutor here = threads("tokens", HERE);
    private final ThreadPoolExecutor elsewhere = threads("tokens-asking", ELSEWHERE);
    private final Map<ApplicationId, Integer> asking = new ConcurrentHashMap<>();

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

    /** Work that may ask where this application keeps its keys; fails at once where too much of it waits already. */
    <T> CompletionStage<T> asking(ApplicationId application, Supplier<T> work) {
        if (asking.merge(application, 1, Integer::sum) > EACH_MAX) {
            hasAsked(application);
            return CompletableFuture.failedStage(new KeysOutOfReach());
        }
        try {
            return CompletableFuture.supplyAsync(work, elsewhere)
                    .whenComplete((verified, failure) -> hasAsked(application));
        } catch (RejectedExecutionException full) {
            hasAsked(application);
            return CompletableFuture.failedStage(full);
        }
    }

    private void hasAsked(ApplicationId application) {
        asking.computeIfPresent(application, (each, count) -> count == 1 ? null : count - 1);
    }

    @Override
    public void close() {
        here.shutdownNow();
        elsewhere.shutdownNow();
    }
}
