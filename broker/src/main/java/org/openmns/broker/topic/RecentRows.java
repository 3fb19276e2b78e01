package org.openmns.broker.topic;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Optional;
import org.openmns.event.TopicName;

/**
 * Rows of the logs as they were last written or read on this node: subscriptions that lag together read the same ones. What
 * is written is kept only while somebody reads: a garbage collector copies again and again what lives for a minute, and stops
 * everybody for it.
 */
final class RecentRows {

    private static final long BYTES_MAX = 48L << 20;

    /** A row that holds no events, about. */
    private static final int SMALL_BYTES = 256;

    /** Whoever lags reads its next page sooner. */
    private static final long READ_LATELY_NANOS = Duration.ofSeconds(10).toNanos();

    private final Cache<Place, TopicFact> rows = Caffeine.newBuilder()
            .maximumWeight(BYTES_MAX)
            .<Place, TopicFact>weigher((place, fact) -> weight(fact))
            .build();

    private final Ticker clock;
    private volatile long readAt;

    RecentRows(Ticker clock) {
        this.clock = clock;
        this.readAt = clock.read() - READ_LATELY_NANOS;
    }

    /** A row of one topic. */
    private record Place(TopicName topic, long sequence) {}

    /** It may be kept. */
    void written(TopicName topic, long sequence, TopicFact row) {
        if (clock.read() - readAt < READ_LATELY_NANOS) {
            keep(topic, sequence, row);
        }
    }

    /** It was read, and others will read it. */
    void keep(TopicName topic, long sequence, TopicFact row) {
        rows.put(new Place(topic, sequence), row);
    }

    /** For somebody who reads a log. */
    Optional<TopicFact> find(TopicName topic, long sequence) {
        readAt = clock.read();
        return Optional.ofNullable(rows.getIfPresent(new Place(topic, sequence)));
    }

    /** About how many bytes a row takes. */
    static int weight(TopicFact row) {
        return (int) Math.max(SMALL_BYTES, row.sizeBytes());
    }
}
