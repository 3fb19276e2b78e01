package org.openmns.catalogue;

import java.time.Duration;
import java.util.Optional;
import org.openmns.access.Governance;
import org.openmns.subscription.DeliveryOptions.OrderingKey;

/**
 * What is agreed about a type beside the form of its events. Where {@code retention} is absent its events are kept as long as
 * all others; {@code orderingKey} is that of subscriptions that ask for none.
 */
public record Terms(
        Governance governance, Status status, Optional<Duration> retention, Optional<OrderingKey> orderingKey) {

    /** Those of a type about which nothing was said. */
    public static final Terms USUAL = new Terms(Governance.OPEN, Status.LIVE, Optional.empty(), Optional.empty());
}
