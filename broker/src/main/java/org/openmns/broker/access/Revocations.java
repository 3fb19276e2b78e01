package org.openmns.broker.access;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.openmns.access.ApplicationId;
import org.openmns.access.Permissions;
import org.openmns.broker.store.LostPermissions;
import org.openmns.event.TopicName;

/**
 * Turns off the subscriptions of an application that a permission was taken from, and deletes what one that was deleted still
 * had under way. What was taken stands in the database for some minutes and is looked after by the clock, for a node may die
 * amid it, and another one let something more in before it has heard of it.
 */
final class Revocations {

    private static final String REASON = "the permission to follow the event type was taken away";

    private final LostPermissions lost;
    private final AccessBook book;
    private final Followers followers;
    private final Rounds rounds = new Rounds("permissions that were taken away");

    Revocations(LostPermissions lost, AccessBook book, Followers followers) {
        this.lost = lost;
        this.book = book;
        this.followers = followers;
    }

    /** The next round, unless one is under way; what fails is done again at the next time. */
    void next() {
        rounds.next(() -> lost.all()
                .thenCompose(all -> rounds.each(
                        all.entrySet(),
                        each -> settle(each.getKey(), each.getValue())
                                .thenCompose(done -> lost.settled(each.getKey())))));
    }

    /** Completes when nothing lives by what this application has lost lately; fails where one did not answer. */
    CompletionStage<Void> settle(ApplicationId application) {
        return lost.all().thenCompose(all -> {
            var taken = all.get(application);
            return taken == null ? CompletableFuture.completedStage(null) : settle(application, taken);
        });
    }

    private CompletionStage<Void> settle(ApplicationId application, Permissions taken) {
        if (application.equals(ApplicationId.SANDBOX)) {
            // Everybody, where access is open: by no permission.
            return CompletableFuture.completedStage(null);
        }
        if (book.find(application).isEmpty()) {
            return followers.delete(application, () -> isUnknown(application));
        }
        return followers
                .followed(application)
                .thenCompose(types -> CompletableFuture.allOf(types.stream()
                        .filter(type -> isLost(application, taken, type))
                        .map(type ->
                                followers.turnOff(application, type, REASON).toCompletableFuture())
                        .toArray(CompletableFuture<?>[]::new)));
    }

    /** By the database, not by what this node has heard so far. */
    private CompletionStage<Boolean> isUnknown(ApplicationId application) {
        return book.refresh().thenApply(read -> book.find(application).isEmpty());
    }

    private boolean isLost(ApplicationId application, Permissions taken, TopicName type) {
        return (taken.maySubscribe(type) || taken.isOperator()) && !book.mayFollow(application, type);
    }
}
