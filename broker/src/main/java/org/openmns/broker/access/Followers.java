package org.openmns.broker.access;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.openmns.access.ApplicationId;
import org.openmns.broker.store.OwnedSubscriptions;
import org.openmns.cohort.Cohort;
import org.openmns.cohort.CohortKey;
import org.openmns.cohort.CohortName;
import org.openmns.event.TopicName;
import org.openmns.http.Cohorts;
import org.openmns.subscription.SubscriptionCommand;
import org.openmns.subscription.SubscriptionCommand.TurnOff;
import org.openmns.subscription.SubscriptionCommand.Unsubscribe;
import org.openmns.subscription.SubscriptionId;
import org.openmns.subscription.SubscriptionReply;
import org.openmns.subscription.SubscriptionReply.Refusal;
import org.openmns.subscription.SubscriptionReply.Refused;

/** The subscriptions of an application, wherever in the cluster they live, and its cohorts: turned off, or deleted. */
public final class Followers {

    /** Subscriptions that are told at once: each writes to the journal and to the registry. */
    private static final int PAGE = 100;

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final SubscriptionId FIRST = new SubscriptionId(new UUID(0, 0));

    private final Reach reach;

    Followers(Reach reach) {
        this.reach = reach;
    }

    /** Where subscriptions and cohorts are found, and by which way the former are told. */
    public record Reach(
            OwnedSubscriptions owned,
            Function<SubscriptionId, RecipientRef<SubscriptionCommand>> subscriptions,
            Cohorts cohorts,
            ActorSystem<?> system) {}

    /** The types that subscriptions of it which are not off are for. */
    CompletionStage<List<TopicName>> followed(ApplicationId application) {
        return reach.owned().followed(application.value());
    }

    /** Completes when none of them is on that the registry knows; fails where one did not answer. */
    CompletionStage<Void> turnOff(ApplicationId application, TopicName type, String reason) {
        return turnOff(application, type, reason, FIRST);
    }

    private CompletionStage<Void> turnOff(
            ApplicationId application, TopicName type, String reason, SubscriptionId after) {
        return reach.owned()
                .following(application.value(), type, after, PAGE)
                .thenCompose(page -> tell(page, replyTo -> new TurnOff(reason, replyTo))
                        .thenCompose(off -> page.size() < PAGE
                                ? CompletableFuture.completedStage(null)
                                : turnOff(application, type, reason, page.get(PAGE - 1))));
    }

    /**
     * Completes when all has been told to go that it had before the moment at which it is found out whether it is still gone: for
     * it may have come again since, and what it has then is its own. Each is told once, so that one that stays holds up nothing.
     */
    CompletionStage<Void> delete(ApplicationId application, Supplier<CompletionStage<Boolean>> isStillGone) {
        return deleteSubscriptions(application, isStillGone, FIRST)
                .thenCompose(gone -> deleteCohorts(application, isStillGone, Optional.empty()));
    }

    private CompletionStage<Void> deleteSubscriptions(
            ApplicationId application, Supplier<CompletionStage<Boolean>> isStillGone, SubscriptionId after) {
        return reach.owned()
                .all(application.value(), after, PAGE)
                .thenCompose(page -> ifAny(
                        page,
                        isStillGone,
                        last -> tell(page, Unsubscribe::new)
                                .thenCompose(told -> deleteSubscriptions(application, isStillGone, last))));
    }

    private CompletionStage<Void> deleteCohorts(
            ApplicationId application, Supplier<CompletionStage<Boolean>> isStillGone, Optional<CohortName> after) {
        return reach.cohorts()
                .list(application.value(), after, PAGE)
                .thenCompose(page -> ifAny(
                        page,
                        isStillGone,
                        last -> deleteAll(application, page)
                                .thenCompose(
                                        gone -> deleteCohorts(application, isStillGone, Optional.of(last.name())))));
    }

    private CompletionStage<Void> deleteAll(ApplicationId application, List<Cohort> page) {
        return CompletableFuture.allOf(page.stream()
                .map(cohort -> reach.cohorts()
                        .delete(new CohortKey(application.value(), cohort.name()))
                        .toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    }

    /** Only of whoever is still gone, and with the last of the page, which the next one begins behind. */
    private static <T> CompletionStage<Void> ifAny(
            List<T> page, Supplier<CompletionStage<Boolean>> isStillGone, Function<T, CompletionStage<Void>> work) {
        return page.isEmpty()
                ? CompletableFuture.completedStage(null)
                : isStillGone
                        .get()
                        .thenCompose(gone -> gone
                                ? work.apply(page.get(page.size() - 1))
                                : CompletableFuture.<Void>completedStage(null));
    }

    private CompletionStage<Void> tell(
            List<SubscriptionId> page, Function<ActorRef<SubscriptionReply>, SubscriptionCommand> command) {
        return CompletableFuture.allOf(
                page.stream().map(id -> tell(id, command).toCompletableFuture()).toArray(CompletableFuture<?>[]::new));
    }

    /** One that is not there any more is off, and gone, too. */
    private CompletionStage<Void> tell(
            SubscriptionId id, Function<ActorRef<SubscriptionReply>, SubscriptionCommand> command) {
        CompletionStage<SubscriptionReply> asked = AskPattern.ask(
                reach.subscriptions().apply(id),
                command::apply,
                TIMEOUT,
                reach.system().scheduler());
        return asked.thenAccept(reply -> {
            if (reply instanceof Refused refused && refused.why() == Refusal.UNAVAILABLE) {
                throw new CompletionException(new TimeoutException("a subscription cannot be told now"));
            }
        });
    }
}
