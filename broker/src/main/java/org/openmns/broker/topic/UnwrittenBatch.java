package org.openmns.broker.topic;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openmns.topic.TopicCommand.PublishBatch;

/**
 * The batch whose write had failed when its topic was restarted: with a database that is back at once its publishers
 * notice nothing. Should it be in the log after all, its events are recognised. Only as long as they wait for it.
 */
final class UnwrittenBatch {

    private final Duration waitedFor;
    private @Nullable PublishBatch batch;
    private Instant until = Instant.EPOCH;

    UnwrittenBatch(Duration waitedFor) {
        this.waitedFor = waitedFor;
    }

    /** This batch goes to the journal; one that goes there again is not waited for any longer. */
    void writing(PublishBatch next, Instant now) {
        var again = batch != null
                && batch.batch() == next.batch()
                && batch.replyTo().equals(next.replyTo());
        if (!again) {
            batch = next;
            until = now.plus(waitedFor);
        }
    }

    void written() {
        batch = null;
    }

    /** What to write again. */
    Optional<PublishBatch> find(Instant now) {
        return Optional.ofNullable(batch).filter(unwritten -> now.isBefore(until));
    }
}
