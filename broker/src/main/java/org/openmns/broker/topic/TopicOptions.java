package org.openmns.broker.topic;

import java.time.Duration;
import org.openmns.broker.topic.TopicLoop.DuplicateLimits;
import org.openmns.broker.topic.TopicLoop.Limits;
import org.openmns.broker.topic.TopicLoop.TailLimits;
import org.openmns.config.TopicSettings;

/** What an operator sets of a topic, as its entity needs it. */
public final class TopicOptions {

    /** Subscriptions that one look at the silent ones asks at most: a start must not wake everybody at once. */
    private static final int NUDGES_MAX = 1_000;

    private final Limits limits;
    private final int snapshotEveryRows;
    private final int snapshotEveryBytes;
    private final Duration publishTimeout;

    public TopicOptions(TopicSettings settings) {
        this.limits = new Limits(
                new DuplicateLimits(
                        settings.duplicateWindow().events(),
                        settings.duplicateWindow().time()),
                new TailLimits(settings.tail().eventsMax(), settings.tail().bytesMax()),
                settings.nudge().laggingAfter(),
                settings.nudge().interval(),
                NUDGES_MAX);
        this.snapshotEveryRows = settings.log().snapshotEveryRows();
        this.snapshotEveryBytes = settings.log().snapshotEveryBytes();
        this.publishTimeout = settings.batch().publishTimeout();
    }

    Limits limits() {
        return limits;
    }

    int snapshotEveryRows() {
        return snapshotEveryRows;
    }

    int snapshotEveryBytes() {
        return snapshotEveryBytes;
    }

    /** How long the publishers of a batch wait for it. */
    Duration publishTimeout() {
        return publishTimeout;
    }
}
