package org.openmns.broker.delivery;

import org.openmns.subscription.SubscriptionId;

/** The {@code webhook-id} of a delivery: the same on every attempt, other for every event and subscription. */
final class WebhookId {

    private WebhookId() {}

    /** {@code msg_}, the subscription, the offset in base 36; never a '.', which separates what is signed. */
    static String of(SubscriptionId subscription, long offset) {
        return "msg_" + subscription.toString().replace("-", "") + "_" + Long.toString(offset, Character.MAX_RADIX);
    }
}
