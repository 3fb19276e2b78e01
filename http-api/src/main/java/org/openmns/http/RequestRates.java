package org.openmns.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Locale;
import org.openmns.access.ApplicationId;

/**
 * How many requests each application may send to this node: so many in a while, and a burst at once. One that sends more is
 * told to wait, and takes nothing from the others.
 */
public final class RequestRates {

    /** Applications that have sent something lately; one that was forgotten begins with a full burst. */
    private static final int APPLICATIONS_MAX = 10_000;

    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

    private final Cache<ApplicationId, Bucket> buckets =
            Caffeine.newBuilder().maximumSize(APPLICATIONS_MAX).build();
    private final int max;
    private final int burst;
    private final Per per;
    private final TimeMeter clock;

    RequestRates(HttpApi.Rate rate, TimeMeter clock) {
        this(rate.perSecond(), rate.burst(), Per.SECOND, clock);
    }

    private RequestRates(int max, int burst, Per per, TimeMeter clock) {
        this.max = max;
        this.burst = burst;
        this.per = per;
        this.clock = clock;
    }

    /** So many a minute, and as many at once; 0: any number. */
    public static RequestRates perMinute(int max, TimeMeter clock) {
        return new RequestRates(max, max, Per.MINUTE, clock);
    }

    private enum Per {
        SECOND(Duration.ofSeconds(1)),
        MINUTE(Duration.ofMinutes(1));

        private final Duration time;

        Per(Duration time) {
            this.time = time;
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Counts one request; throws what is answered 429 where it is one too many. */
    public void count(ApplicationId application) {
        if (max == 0) {
            return;
        }
        var probe = buckets.get(application, first -> bucket()).tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            var seconds = (probe.getNanosToWaitForRefill() + SECOND_NANOS - 1) / SECOND_NANOS;
            throw new RequestRefused(Errors.tooManyRequests(max, per.word(), Math.max(1, seconds)));
        }
    }

    private Bucket bucket() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(burst).refillGreedy(max, per.time))
                .withCustomTimePrecision(clock)
                .build();
    }
}
