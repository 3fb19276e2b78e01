package org.openmns.subscription;

import java.time.Instant;
import org.openmns.subscription.SubscriptionCommand.Occurrence;

/** An event whose attempts are used up, kept with its last error. */
public record DeadLetter(SubscriptionId subscription, Occurrence occurrence, int attempts, String error, Instant at) {

    @Override
    public String toString() {
        return "DeadLetter[" + subscription + ", offset=" + occurrence.offset() + "]";
    }
}
