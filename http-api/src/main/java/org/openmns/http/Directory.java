package org.openmns.http;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.openmns.subscription.Registration;
import org.openmns.subscription.SubscriptionId;

/** Which subscriptions there are, read without starting any of them. */
public interface Directory {

    CompletionStage<Optional<Registration>> find(SubscriptionId id);

    /** The owner's subscriptions by ascending id, at most {@code max} of them, those after this one. */
    CompletionStage<List<Registration>> list(String owner, Optional<SubscriptionId> after, int max);

    /** How many the owner has that are not off; counted no further than to {@code max}. */
    CompletionStage<Long> count(String owner, int max);
}
