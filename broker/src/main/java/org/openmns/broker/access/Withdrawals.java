package org.openmns.broker.access;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.openmns.access.AccessRequest;
import org.openmns.access.AccessRequest.Claim;
import org.openmns.access.AccessRequest.Decision;
import org.openmns.access.AccessRequest.Status;
import org.openmns.broker.store.Registry;
import org.openmns.subscription.SubscriptionCommand;
import org.openmns.subscription.SubscriptionCommand.TurnOff;
import org.openmns.subscription.SubscriptionId;
import org.openmns.subscription.SubscriptionReply;
import org.openmns.subscription.SubscriptionReply.Refusal;
import org.openmns.subscription.SubscriptionReply.Refused;

/**
 * Turns off the subscriptions of whoever may not follow an event type any more, wherever in the cluster they live. Doing it
 * again does no harm, and what a dying node left undone is done by {@link ApprovalRounds}.
 */
public final class Withdrawals {

    /** Subscriptions that are turned off at once: each writes to the journal and to the registry. */
    private static final int PAGE = 100;

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final SubscriptionId FIRST = new SubscriptionId(new UUID(0, 0));

    private final AccessBook book;
    private final Reach reach;

    Withdrawals(AccessBook book, Reach reach) {
        this.book = book;
        this.reach = reach;
    }

    /** Where subscriptions are found, and by which way they are told. */
    public record Reach(
            Registry registry,
            Function<SubscriptionId, RecipientRef<SubscriptionCommand>> subscriptions,
            ActorSystem<?> system) {}

    /**
     * Completes when none of them is on that the registry knows; fails where one did not answer. Where the application may
     * follow the type all the same, by what it is or by another grant, nothing is to be done.
     */
    CompletionStage<Void> turnOff(AccessRequest closed) {
        var claim = closed.claim();
        return book.mayFollow(claim.application(), claim.type())
                ? CompletableFuture.completedStage(null)
                : turnOff(claim, text(closed), FIRST);
    }

    private CompletionStage<Void> turnOff(Claim claim, String reason, SubscriptionId after) {
        return reach.registry()
                .following(claim.application().value(), claim.type(), after, PAGE)
                .thenCompose(page -> turnOff(page, reason)
                        .thenCompose(off -> page.size() < PAGE
                                ? CompletableFuture.completedStage(null)
                                : turnOff(claim, reason, page.get(PAGE - 1))));
    }

    private CompletionStage<Void> turnOff(List<SubscriptionId> page, String reason) {
        return CompletableFuture.allOf(page.stream()
                .map(id -> turnOff(id, reason).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    }

    /** One that is not there any more is off, too. */
    private CompletionStage<Void> turnOff(SubscriptionId id, String reason) {
        CompletionStage<SubscriptionReply> asked = AskPattern.ask(
                reach.subscriptions().apply(id),
                replyTo -> new TurnOff(reason, replyTo),
                TIMEOUT,
                reach.system().scheduler());
        return asked.thenAccept(reply -> {
            if (reply instanceof Refused refused && refused.why() == Refusal.UNAVAILABLE) {
                throw new CompletionException(new TimeoutException("a subscription could not be turned off now"));
            }
        });
    }

    /** What the subscriber is told. */
    private static String text(AccessRequest closed) {
        var what = closed.status() == Status.REFUSED ? "refused" : "withdrawn";
        var why = closed.decision().flatMap(Decision::reason);
        return "access to the event type was " + what
                + why.map(reason -> ": " + reason).orElse("");
    }
}
