package org.openmns.broker.topic;

import java.time.Clock;
import java.util.Collection;
import java.util.function.Function;
import org.apache.pekko.actor.typed.RecipientRef;
import org.openmns.broker.store.DuplicateHashes;
import org.openmns.broker.store.Registry;
import org.openmns.broker.topic.TopicLoop.Push;
import org.openmns.subscription.SubscriptionCommand;
import org.openmns.subscription.SubscriptionId;

/** What the entity of a topic needs from around it. */
public record TopicSurroundings(
        Registry registry,
        TopicLog log,
        DuplicateHashes hashes,
        Function<SubscriptionId, RecipientRef<SubscriptionCommand>> subscriptions,
        Clock clock) {

    void send(Collection<Push> pushes) {
        pushes.forEach(push -> subscriptions.apply(push.to()).tell(push.notification()));
    }
}
