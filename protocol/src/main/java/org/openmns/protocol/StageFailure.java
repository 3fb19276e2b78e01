package org.openmns.protocol;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** What stands behind a failed {@link java.util.concurrent.CompletionStage}, which wraps it once or more. */
public final class StageFailure {

    private StageFailure() {}

    /** The first failure that is no wrapper. */
    public static Throwable cause(Throwable failure) {
        var wrapper = failure instanceof CompletionException || failure instanceof ExecutionException;
        var cause = failure.getCause();
        return wrapper && cause != null ? cause(cause) : failure;
    }
}
