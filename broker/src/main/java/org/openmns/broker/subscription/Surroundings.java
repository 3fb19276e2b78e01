package org.openmns.broker.subscription;

import java.time.Clock;
import java.util.function.Function;
import org.apache.pekko.actor.typed.RecipientRef;
import org.openmns.broker.cohort.CohortTable;
import org.openmns.broker.delivery.DeliveryChannel;
import org.openmns.broker.store.Attempts;
import org.openmns.broker.store.DeadLetters;
import org.openmns.broker.store.Registry;
import org.openmns.broker.topic.TopicLog;
import org.openmns.event.TopicName;
import org.openmns.topic.TopicCommand;

/** What a {@link SubscriptionEntity} needs from around it. */
public record Surroundings(
        Stores stores,
        DeliveryChannel channel,
        Function<TopicName, RecipientRef<TopicCommand>> topics,
        SubscriptionOptions options,
        Clock clock) {

    /** What it reads and writes beside its journal. */
    public record Stores(
            Registry registry, DeadLetters deadLetters, Attempts attempts, TopicLog log, CohortTable cohorts) {}
}
