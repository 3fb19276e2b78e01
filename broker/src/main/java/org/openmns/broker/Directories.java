package org.openmns.broker;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.openmns.broker.store.Attempts;
import org.openmns.broker.store.DeadLetters;
import org.openmns.broker.store.Ending;
import org.openmns.broker.store.Registry;
import org.openmns.http.Directory;
import org.openmns.http.History;
import org.openmns.protocol.Listing;
import org.openmns.subscription.AttemptRecord;
import org.openmns.subscription.DeadLetter;
import org.openmns.subscription.Holding;
import org.openmns.subscription.Registration;
import org.openmns.subscription.Registration.Standing;
import org.openmns.subscription.Subscription.Status;
import org.openmns.subscription.SubscriptionId;

/** What the API reads from the stores. */
final class Directories {

    private Directories() {}

    /** The registry as the API reads it: a subscription whose end has passed shows as off, though nothing has run it. */
    static Directory of(Registry registry, Clock clock) {
        return new Directory() {
            @Override
            public CompletionStage<Optional<Registration>> find(SubscriptionId id) {
                return registry.find(id).thenApply(found -> found.map(each -> ended(each, clock)));
            }

            @Override
            public CompletionStage<Listing<Registration>> list(String owner, Optional<SubscriptionId> after, int max) {
                return registry.list(owner, after, max).thenApply(found -> found.map(each -> ended(each, clock)));
            }

            @Override
            public CompletionStage<Holding> count(String owner, int max) {
                return registry.count(owner, clock.instant(), max);
            }
        };
    }

    static History of(Attempts attempts, DeadLetters deadLetters) {
        return new History() {
            @Override
            public CompletionStage<List<AttemptRecord>> attempts(SubscriptionId id, int max) {
                return attempts.list(id, max);
            }

            @Override
            public CompletionStage<Listing<DeadLetter>> deadLetters(SubscriptionId id, long afterOffset, int max) {
                return deadLetters.list(id, afterOffset, max);
            }
        };
    }

    private static Registration ended(Registration registration, Clock clock) {
        if (registration.standing().status() == Status.OFF || !hasEnded(registration.resource(), clock)) {
            return registration;
        }
        return new Registration(
                registration.id(),
                registration.owner(),
                registration.criteria(),
                new Standing(Status.OFF, Optional.of("the subscription's end has passed")),
                registration.resource());
    }

    private static boolean hasEnded(String resource, Clock clock) {
        return Ending.of(resource).filter(end -> !clock.instant().isBefore(end)).isPresent();
    }
}
