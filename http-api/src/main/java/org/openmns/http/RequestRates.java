package org.openmns.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import org.openmns.access.ApplicationId;

/**
 * How many requests each application may send to this node: so many a second, and a burst at once. One that sends more is
 * told to wait, and takes nothing from the others.
 */
final class RequestRates {

    /** Applications that have sent something lately; one that was forgotten begins with a full burst. */
    private static final int APPLICATIONS_MAX = 10_000;

    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

    private final Cache<ApplicationId, Bucket> buckets =
            Caffeine.newBuilder().maximumSize(APPLICATIONS_MAX).build();
    private final HttpApi.Rate rate;
    private final TimeMeter clock;

    RequestRates(HttpApi.Rate rate, TimeMeter clock) {
        this.rate = rate;
        this.clock = clock;
    }

    /** Counts one request; throws {@link RequestRefused} with 429 where it is one too many. */
    void count(ApplicationId application) {
        if (rate.isUnlimited()) {
            return;
        }
        var probe = buckets.get(application, first -> bucket()).tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            var seconds = (probe.getNanosToWaitForRefill() + SECOND_NANOS - 1) / SECOND_NANOS;
            throw new RequestRefused(Errors.tooManyRequests(rate.perSecond(), Math.max(1, seconds)));
        }
    }

    private Bucket bucket() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(rate.burst()).refillGreedy(rate.perSecond(), Duration.ofSeconds(1)))
                .withCustomTimePrecision(clock)
                .build();
    }
}
