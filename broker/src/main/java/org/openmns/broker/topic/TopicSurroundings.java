package org.openmns.broker.topic;

import java.time.Clock;
import java.util.Collection;
import java.util.function.Function;
import org.apache.pekko.actor.typed.RecipientRef;
import org.openmns.broker.cohort.CohortTable;
import org.openmns.broker.store.DuplicateHashes;
import org.openmns.broker.store.Registry;
import org.openmns.broker.topic.TopicLoop.Push;
import org.openmns.subscription.SubscriptionCommand;
import org.openmns.subscription.SubscriptionId;

/** What the entity of a topic needs from around it. */
public record TopicSurroundings(Subscribers subscribers, TopicLog log, DuplicateHashes hashes, Clock clock) {

    /** Who wants what, and where to find them. */
    public record Subscribers(
            Registry registry,
            CohortTable cohorts,
            Function<SubscriptionId, RecipientRef<SubscriptionCommand>> subscriptions) {}

    void send(Collection<Push> pushes) {
        pushes.forEach(push -> subscribers.subscriptions().apply(push.to()).tell(push.notification()));
    }
}
