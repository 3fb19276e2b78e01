package org.openmns.http;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.openmns.protocol.Listing;
import org.openmns.subscription.Holding;
import org.openmns.subscription.Registration;
import org.openmns.subscription.SubscriptionId;

/** Which subscriptions there are, read without starting any of them. */
public interface Directory {

    CompletionStage<Optional<Registration>> find(SubscriptionId id);

    /** The owner's subscriptions by ascending id, at most {@code max} of them and fewer large ones, those after this one. */
    CompletionStage<Listing<Registration>> list(String owner, Optional<SubscriptionId> after, int max);

    /** How many the owner has; counted no further than to {@code max} that are on, and to twice as many in all. */
    CompletionStage<Holding> count(String owner, int max);
}
