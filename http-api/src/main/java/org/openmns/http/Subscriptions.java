package org.openmns.http;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.openmns.cohort.CohortName;
import org.openmns.protocol.Listing;
import org.openmns.subscription.AllowedHosts;
import org.openmns.subscription.Channel.RestHook;
import org.openmns.subscription.Registration;
import org.openmns.subscription.Subscription;
import org.openmns.subscription.SubscriptionCommand;
import org.openmns.subscription.SubscriptionId;
import org.openmns.subscription.SubscriptionReply;
import org.openmns.subscription.SubscriptionReply.Refused;

/** Speaks with single subscriptions in the name of the application that sent the request: others' are not found. */
final class Subscriptions {

    private final ActorSystem<?> system;
    private final Function<SubscriptionId, RecipientRef<SubscriptionCommand>> entities;
    private final Directory directory;
    private final Cohorts cohorts;
    private final AllowedHosts hosts;
    private final Duration answerTimeout;

    Subscriptions(ActorSystem<?> system, HttpApi.Ports ports, AllowedHosts hosts, Duration answerTimeout) {
        this.hosts = hosts;
        this.system = system;
        this.entities = ports.subscriptions();
        this.directory = ports.stored().directory();
        this.cohorts = ports.stored().cohorts();
        this.answerTimeout = answerTimeout;
    }

    /** The id in a URL. */
    static SubscriptionId id(String segment) {
        return SubscriptionId.parse(segment).orElseThrow(() -> new RequestRefused(Errors.invalidId()));
    }

    /** The caller's own subscription that the URL names. */
    CompletionStage<Registration> find(HttpRequest request, String segment) {
        var owner = Callers.owner(request);
        return Deadline.within(answerTimeout, directory.find(id(segment)))
                .thenApply(found -> found.filter(
                                registration -> registration.owner().equals(owner))
                        .orElseThrow(() -> new RequestRefused(Errors.notFound())));
    }

    /** As above, where the caller may follow its event type now. */
    CompletionStage<Registration> findAsFollower(HttpRequest request, String segment) {
        return find(request, segment).thenApply(found -> {
            Callers.requireMayFollow(request, found.criteria().eventType());
            return found;
        });
    }

    /** Whether this owner has it. */
    CompletionStage<Boolean> isOwn(String owner, SubscriptionId id) {
        return Deadline.within(answerTimeout, directory.find(id))
                .thenApply(found ->
                        found.filter(each -> each.owner().equals(owner)).isPresent());
    }

    /** As the directory lists them. */
    CompletionStage<Listing<Registration>> list(String owner, Optional<SubscriptionId> after, int max) {
        return Deadline.within(answerTimeout, directory.list(owner, after, max));
    }

    /** That there is such a subscription, whosever: a stranger's guesses are to start no entity. */
    CompletionStage<SubscriptionId> known(SubscriptionId id) {
        return Deadline.within(answerTimeout, directory.find(id)).thenApply(found -> {
            if (found.isEmpty()) {
                throw new RequestRefused(Errors.notFound());
            }
            return id;
        });
    }

    /** The subscription, where its owner may have its endpoint, once all cohorts are there that its criteria refer to. */
    CompletionStage<Subscription> checked(String owner, Subscription subscription) {
        if (subscription.channel() instanceof RestHook hook) {
            requireAllowed(owner, "channel.endpoint", hook.endpoint());
            hook.credentials()
                    .oauth2()
                    .ifPresent(grant -> requireAllowed(owner, "delivery.oauth2.tokenUrl", grant.tokenUrl()));
        }
        var names = subscription.criteria().cohorts();
        if (names.isEmpty()) {
            return CompletableFuture.completedStage(subscription);
        }
        return Deadline.within(answerTimeout, cohorts.absent(owner, names)).thenApply(absent -> {
            if (!absent.isEmpty()) {
                throw new RequestRefused(Errors.invalid("criteria", unknown(absent)));
            }
            return subscription;
        });
    }

    private void requireAllowed(String owner, String field, String url) {
        if (!hosts.permit(owner, Endpoint.host(url))) {
            throw new RequestRefused(Errors.invalid(field, "Your application may not use this host"));
        }
    }

    private static String unknown(Set<CohortName> absent) {
        var names = absent.stream().map(CohortName::value).sorted().collect(Collectors.joining(", "));
        return "Unknown cohort " + names + "; create it first, by PUT /cohorts/{name}";
    }

    /** Asks the caller's own subscription that the URL names. */
    <R extends SubscriptionReply> CompletionStage<R> ask(
            HttpRequest request,
            String segment,
            Class<R> answer,
            Function<ActorRef<SubscriptionReply>, SubscriptionCommand> command) {
        return ask(request, segment, answer, command, answerTimeout);
    }

    /** As above, for what makes events come: it takes what subscribing takes. */
    <R extends SubscriptionReply> CompletionStage<R> askAsFollower(
            HttpRequest request,
            String segment,
            Class<R> answer,
            Function<ActorRef<SubscriptionReply>, SubscriptionCommand> command) {
        return findAsFollower(request, segment).thenCompose(found -> tell(found.id(), answer, command));
    }

    <R extends SubscriptionReply> CompletionStage<R> ask(
            HttpRequest request,
            String segment,
            Class<R> answer,
            Function<ActorRef<SubscriptionReply>, SubscriptionCommand> command,
            Duration timeout) {
        return find(request, segment).thenCompose(found -> tell(found.id(), answer, command, timeout));
    }

    /** Asks a subscription that nobody may own yet. */
    <R extends SubscriptionReply> CompletionStage<R> tell(
            SubscriptionId id, Class<R> answer, Function<ActorRef<SubscriptionReply>, SubscriptionCommand> command) {
        return tell(id, answer, command, answerTimeout);
    }

    private <R extends SubscriptionReply> CompletionStage<R> tell(
            SubscriptionId id,
            Class<R> answer,
            Function<ActorRef<SubscriptionReply>, SubscriptionCommand> command,
            Duration timeout) {
        return AskPattern.ask(entities.apply(id), command::apply, timeout, system.scheduler())
                .thenApply(reply -> {
                    if (reply instanceof Refused refused) {
                        throw new RequestRefused(Refusals.of(refused.why()));
                    }
                    return answer.cast(reply);
                });
    }
}
