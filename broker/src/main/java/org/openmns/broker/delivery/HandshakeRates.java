package org.openmns.broker.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Locale;
import org.openmns.config.HandshakeSettings.PerHost;

/**
 * How often this node asks a host whether it wants deliveries, whoever has it asked and by whichever path: anybody may subscribe
 * with somebody else's. One that agrees is asked by the same application as often as that likes.
 */
final class HandshakeRates {

    /** Hosts that were asked lately; one that was forgotten begins with a full burst. */
    private static final int HOSTS_MAX = 10_000;

    private static final Duration AGREED_FOR = Duration.ofHours(1);

    private final PerHost max;
    private final TimeMeter clock;
    private final Cache<String, Bucket> asked =
            Caffeine.newBuilder().maximumSize(HOSTS_MAX).build();
    private final Cache<Agreement, Boolean> agreed;

    HandshakeRates(PerHost max, TimeMeter clock) {
        this.max = max;
        this.clock = clock;
        this.agreed = Caffeine.newBuilder()
                .maximumSize(HOSTS_MAX)
                .expireAfterWrite(AGREED_FOR)
                .ticker(clock::currentTimeNanos)
                .build();
    }

    private record Agreement(String owner, String host) {}

    /** Whether this application may have this host asked now, which counts. */
    boolean admit(String owner, String host) {
        var name = plain(host);
        return agreed.getIfPresent(new Agreement(owner, name)) != null
                || asked.get(name, first -> bucket()).tryConsume(1);
    }

    /** The host wants what this application has delivered. */
    void agreed(String owner, String host) {
        agreed.put(new Agreement(owner, plain(host)), true);
    }

    private Bucket bucket() {
        return Bucket.builder()
                .addLimit(
                        limit -> limit.capacity(max.burstMax()).refillGreedy(max.perSecondMax(), Duration.ofSeconds(1)))
                .withCustomTimePrecision(clock)
                .build();
    }

    /** A dot at the end says the same host once more. */
    private static String plain(String host) {
        var lower = host.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
