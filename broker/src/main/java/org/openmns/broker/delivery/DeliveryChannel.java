package org.openmns.broker.delivery;

import java.util.concurrent.CompletionStage;

/** The subscriber's side of a delivery. Never blocks; whatever goes wrong is part of the answer, not a failed stage. */
public interface DeliveryChannel {

    /** Makes one attempt. */
    CompletionStage<Outcome> attempt(Attempt attempt);

    /** Asks once whether the endpoint wants deliveries. */
    CompletionStage<Consent> handshake(Introduction introduction);
}
