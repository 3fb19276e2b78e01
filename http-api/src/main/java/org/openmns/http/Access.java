package org.openmns.http;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.openmns.access.Caller;

/** Tells who sent a request, by the bearer token that it brings. */
@FunctionalInterface
public interface Access {

    /** Where access is open nobody is asked: everybody is the sandbox. */
    Access OPEN = token -> CompletableFuture.completedStage(Caller.SANDBOX);

    /** The caller, at once where the token is known already; fails with {@link AccessDenied}. */
    CompletionStage<Caller> caller(Optional<String> token);
}
