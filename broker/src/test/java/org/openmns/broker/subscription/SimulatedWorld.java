package org.openmns.broker.subscription;

import java.util.Set;
import org.openmns.subscription.DeadLetter;
import org.openmns.subscription.SubscriptionCommand.Occurrence;
import org.openmns.topic.TopicCommand;

/** What a {@link SimulatedSubscription} has done outside of it. */
public interface SimulatedWorld {
    void attempt(SimulatedSubscription from, Occurrence occurrence);

    void readLog(SimulatedSubscription from, boolean replay, long after, long through);

    void load(
            SimulatedSubscription from,
            SimulatedSubscription.LoadId load,
            Set<Long> fromLog,
            Set<Long> fromDeadLetters);

    void keepDeadLetter(SimulatedSubscription from, DeadLetter letter);

    void forgetDeadLetter(SimulatedSubscription from, long offset);

    void deregister(SimulatedSubscription from);

    void tell(TopicCommand command);
}
