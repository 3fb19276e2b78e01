package org.openmns.http;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.openmns.access.Application;
import org.openmns.access.ApplicationId;

/**
 * The applications that are registered. A change counts for the next request here, and soon on every node; one of the
 * configuration fails with {@link ApplicationIsFixed}.
 */
public interface Applications {

    /**
     * Registers or changes an application; true where it was not there. The change and its audit entry are one. Fails with
     * {@link KeysUnusable} where its JWK Set is none.
     */
    CompletionStage<Boolean> put(Application application, ApplicationId actor);

    CompletionStage<Optional<Application>> find(ApplicationId id);

    /** In the order of their ids. */
    CompletionStage<List<Application>> list(Optional<ApplicationId> after, int max);

    /** Whether it is one of the configuration. */
    boolean isFixed(ApplicationId id);

    /** Whether it was there. What it owned is deleted before. */
    CompletionStage<Boolean> delete(ApplicationId id, ApplicationId actor);
}
