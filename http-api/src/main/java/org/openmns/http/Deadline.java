package org.openmns.http;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Bounds the wait for what another part of the node promised; the work itself goes on. */
final class Deadline {

    private Deadline() {}

    /** Fails with {@code TimeoutException} where the stage has not completed in time. */
    static <T> CompletionStage<T> within(Duration max, CompletionStage<T> stage) {
        var future = stage.toCompletableFuture();
        return future.isDone() ? future : future.copy().orTimeout(max.toMillis(), TimeUnit.MILLISECONDS);
    }
}
