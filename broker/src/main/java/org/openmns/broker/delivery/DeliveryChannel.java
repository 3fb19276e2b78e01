package org.openmns.broker.delivery;

import java.util.concurrent.CompletionStage;

/** The subscriber's side of a delivery. */
@FunctionalInterface
public interface DeliveryChannel {

    /** Makes one attempt, never blocking; whatever goes wrong is an {@link Outcome}, not a failed stage. */
    CompletionStage<Outcome> attempt(Attempt attempt);
}
