package org.openmns.broker.delivery;

import java.time.Duration;
import org.openmns.subscription.Channel;
import org.openmns.subscription.Secrets;
import org.openmns.subscription.SubscriptionCommand.Occurrence;
import org.openmns.subscription.SubscriptionId;

/** All that one delivery attempt needs to know; {@code timeout} covers it whole, name look-up and connection included. */
public record Attempt(Recipient recipient, Channel channel, Secrets secrets, Occurrence occurrence, Duration timeout) {

    /** The subscription that is delivered to, and the application that owns it. */
    public record Recipient(SubscriptionId subscription, String owner) {}

    SubscriptionId subscription() {
        return recipient.subscription();
    }
}
