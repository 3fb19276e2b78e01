package org.openmns.broker.access;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.openmns.access.Application;
import org.openmns.access.ApplicationId;
import org.openmns.access.Permissions;
import org.openmns.broker.store.ApplicationTable;
import org.openmns.http.ApplicationIsFixed;
import org.openmns.http.Applications;
import org.openmns.http.KeysUnusable;

/** The applications as the API lists and changes them: a change is answered when this node goes by it, and no subscription against it. */
final class RegisteredApplications implements Applications {

    private final ApplicationTable table;
    private final AccessBook book;
    private final Revocations revocations;

    RegisteredApplications(ApplicationTable table, AccessBook book, Revocations revocations) {
        this.table = table;
        this.book = book;
        this.revocations = revocations;
    }

    @Override
    public CompletionStage<Boolean> put(Application application, ApplicationId actor) {
        if (book.isFixed(application.id())) {
            return CompletableFuture.failedStage(new ApplicationIsFixed());
        }
        if (!KeySets.areUsable(application.keys())) {
            return CompletableFuture.failedStage(new KeysUnusable());
        }
        return table.put(
                        application.id(),
                        ApplicationJson.write(application),
                        actor,
                        before -> taken(before, application))
                .thenCompose(this::known)
                .thenCompose(created -> revocations.settle(application.id()).thenApply(settled -> created));
    }

    private static Permissions taken(String before, Application after) {
        return ApplicationJson.read(before).permissions().without(after.permissions());
    }

    @Override
    public CompletionStage<Optional<Application>> find(ApplicationId id) {
        return CompletableFuture.completedStage(book.find(id));
    }

    @Override
    public CompletionStage<List<Application>> list(Optional<ApplicationId> after, int max) {
        return CompletableFuture.completedStage(book.list(after, max));
    }

    @Override
    public boolean isFixed(ApplicationId id) {
        return book.isFixed(id);
    }

    @Override
    public CompletionStage<Boolean> delete(ApplicationId id, ApplicationId actor) {
        if (book.isFixed(id)) {
            return CompletableFuture.failedStage(new ApplicationIsFixed());
        }
        return table.delete(id, actor).thenCompose(this::known);
    }

    private CompletionStage<Boolean> known(boolean result) {
        return book.refresh().thenApply(read -> result);
    }
}
