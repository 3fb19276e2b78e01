package org.openmns.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.openmns.access.ApplicationId;
import org.openmns.cohort.CohortKey;
import org.openmns.cohort.CohortRefused;
import org.openmns.protocol.StageFailure;
import org.openmns.subscription.SubscriptionCommand.Unsubscribe;
import org.openmns.subscription.SubscriptionReply.Accepted;

/** What an application owns, deleted with it: subscriptions with all that they keep, cohorts, access requests. */
final class Belongings {

    private static final int PAGE = 100;

    private final Subscriptions subscriptions;
    private final HttpApi.Stored stored;
    private final AccessRequests requests;
    private final Duration answerTimeout;

    Belongings(Subscriptions subscriptions, HttpApi.Stored stored, AccessRequests requests, Duration answerTimeout) {
        this.subscriptions = subscriptions;
        this.stored = stored;
        this.requests = requests;
        this.answerTimeout = answerTimeout;
    }

    /**
     * Completes when nothing of this application is left; what was deleted before a failure stays deleted. One that is just being
     * deleted otherwise, or that something refers to which is, is there for a moment only: then it is to be asked again.
     */
    CompletionStage<Void> delete(ApplicationId application, ApplicationId actor) {
        var owner = application.value();
        return deleteSubscriptions(owner)
                .thenCompose(all -> deleteCohorts(owner))
                .thenCompose(all -> Deadline.within(answerTimeout, requests.deleteOf(application, actor)))
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(
                        isOfTheMoment(StageFailure.cause(failure))
                                ? new RequestRefused(Errors.unavailable())
                                : failure));
    }

    private static boolean isOfTheMoment(Throwable failure) {
        return failure instanceof RequestRefused || failure instanceof CohortRefused;
    }

    private CompletionStage<Void> deleteSubscriptions(String owner) {
        return Deadline.within(answerTimeout, stored.directory().list(owner, Optional.empty(), PAGE))
                .thenCompose(page -> page.entries().isEmpty()
                        ? CompletableFuture.completedStage(null)
                        : each(
                                        page.entries(),
                                        found -> subscriptions.tell(found.id(), Accepted.class, Unsubscribe::new))
                                .thenCompose(done -> deleteSubscriptions(owner)));
    }

    private CompletionStage<Void> deleteCohorts(String owner) {
        return Deadline.within(answerTimeout, stored.cohorts().list(owner, Optional.empty(), PAGE))
                .thenCompose(page -> page.isEmpty()
                        ? CompletableFuture.completedStage(null)
                        : each(
                                        page,
                                        found -> Deadline.within(
                                                answerTimeout,
                                                stored.cohorts().delete(new CohortKey(owner, found.name()))))
                                .thenCompose(done -> deleteCohorts(owner)));
    }

    private static <T> CompletionStage<Void> each(List<T> all, Function<T, CompletionStage<?>> work) {
        CompletionStage<Void> done = CompletableFuture.completedStage(null);
        for (var one : all) {
            done = done.thenCompose(before -> work.apply(one).thenApply(after -> null));
        }
        return done;
    }
}
