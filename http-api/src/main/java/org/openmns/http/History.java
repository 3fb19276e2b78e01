package org.openmns.http;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.openmns.protocol.Listing;
import org.openmns.subscription.AttemptRecord;
import org.openmns.subscription.DeadLetter;
import org.openmns.subscription.SubscriptionId;

/** What became of a subscription's deliveries. */
public interface History {

    /** The latest attempts first, at most {@code max} of them. */
    CompletionStage<List<AttemptRecord>> attempts(SubscriptionId id, int max);

    /** Dead letters by ascending offset beyond {@code afterOffset}, at most {@code max} of them and fewer large ones. */
    CompletionStage<Listing<DeadLetter>> deadLetters(SubscriptionId id, long afterOffset, int max);
}
