package org.openmns.broker.access;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.openmns.access.AccessRequest;
import org.openmns.access.AccessRequest.Decision;
import org.openmns.access.AccessRequest.Status;

/**
 * Turns off the subscriptions of whoever is not granted an event type any more. Doing it again does no harm, and what a
 * dying node left undone is done by {@link ApprovalRounds}.
 */
final class Withdrawals {

    private final AccessBook book;
    private final Followers followers;

    Withdrawals(AccessBook book, Followers followers) {
        this.book = book;
        this.followers = followers;
    }

    /**
     * Completes when none of them is on that the registry knows; fails where one did not answer. Where the application may
     * follow the type all the same, by what it is or by another grant, nothing is to be done.
     */
    CompletionStage<Void> turnOff(AccessRequest closed) {
        var claim = closed.claim();
        return book.mayFollow(claim.application(), claim.type())
                ? CompletableFuture.completedStage(null)
                : followers.turnOff(claim.application(), claim.type(), text(closed));
    }

    /** What the subscriber is told. */
    private static String text(AccessRequest closed) {
        var what = closed.status() == Status.REFUSED ? "refused" : "withdrawn";
        var why = closed.decision().flatMap(Decision::reason);
        return "access to the event type was " + what
                + why.map(reason -> ": " + reason).orElse("");
    }
}
