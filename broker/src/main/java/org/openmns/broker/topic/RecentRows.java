package org.openmns.broker.topic;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import org.openmns.event.TopicName;

/** Rows of the logs as they were last written or read on this node: subscriptions that lag together read the same ones. */
final class RecentRows {

    private static final long BYTES_MAX = 48L << 20;

    /** A row that holds no events, about. */
    private static final int SMALL_BYTES = 256;

    private final Cache<Place, TopicFact> rows = Caffeine.newBuilder()
            .maximumWeight(BYTES_MAX)
            .<Place, TopicFact>weigher((place, fact) -> weight(fact))
            .build();

    /** A row of one topic. */
    private record Place(TopicName topic, long sequence) {}

    void put(TopicName topic, long sequence, TopicFact row) {
        rows.put(new Place(topic, sequence), row);
    }

    Optional<TopicFact> find(TopicName topic, long sequence) {
        return Optional.ofNullable(rows.getIfPresent(new Place(topic, sequence)));
    }

    /** About how many bytes a row takes. */
    static int weight(TopicFact row) {
        return (int) Math.max(SMALL_BYTES, row.sizeBytes());
    }
}
