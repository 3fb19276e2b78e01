package org.openmns.broker.subscription;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.openmns.criteria.Criteria;
import org.openmns.event.Event;
import org.openmns.subscription.Channel;
import org.openmns.subscription.DeliveryOptions;
import org.openmns.subscription.DeliveryOptions.OrderingKey;
import org.openmns.subscription.RetrySchedule;
import org.openmns.subscription.Subscription;

/** What one simulated subscription asks for beside its criteria. */
public record Wishes(OrderingKey orderingKey, List<Duration> retries, Optional<Integer> ratePerSecondMax) {

    /** The ordering key of an event, empty where it is ordered with nothing. */
    Optional<String> lane(Event event) {
        return switch (orderingKey) {
            case NONE -> Optional.empty();
            case SUBJECT -> event.subject();
            case SUBSCRIPTION -> Optional.of("all");
        };
    }

    Subscription subscription(Criteria criteria) {
        var schedule = new RetrySchedule(retries, Duration.ofDays(7));
        return new Subscription(
                criteria,
                new Channel.RestHook(
                        "http://127.0.0.1/hook", Channel.Payload.JSON, new ArrayList<>(), Channel.Hydration.OFF),
                new DeliveryOptions(orderingKey, schedule, Duration.ofSeconds(15), 4, ratePerSecondMax),
                Optional.empty(),
                "{}");
    }
}
