package org.openmns.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.bucket4j.TimeMeter;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.junit.jupiter.api.Test;
import org.openmns.access.ApplicationId;

class RequestRatesTest {

    private static final ApplicationId FLOODING = new ApplicationId("flooding");
    private static final ApplicationId OTHER = new ApplicationId("other");

    private final Hand clock = new Hand();

    /** Turned by the test. */
    private static final class Hand implements TimeMeter {
        private long nanos;

        @Override
        public long currentTimeNanos() {
            return nanos;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }

    @Test
    void takesABurstAndThenSoManyASecond() {
        var rates = new RequestRates(new HttpApi.Rate(2, 5), clock);

        assertThat(accepted(rates, FLOODING, 10)).isEqualTo(5);
        clock.nanos += 1_000_000_000L;
        assertThat(accepted(rates, FLOODING, 10)).isEqualTo(2);
    }

    @Test
    void oneThatFloodsTakesNothingFromAnother() {
        var rates = new RequestRates(new HttpApi.Rate(2, 5), clock);
        accepted(rates, FLOODING, 1_000);

        assertThat(accepted(rates, OTHER, 5)).isEqualTo(5);
    }

    @Test
    void saysHowLongToWait() {
        var rates = new RequestRates(new HttpApi.Rate(1, 1), clock);
        rates.count(FLOODING);

        var refused = catchThrowableOfType(RequestRefused.class, () -> rates.count(FLOODING));

        assertThat(refused.response().status().intValue()).isEqualTo(429);
        assertThat(refused.response().getHeaders())
                .extracting(HttpHeader::toString)
                .containsExactlyInAnyOrder(
                        "Retry-After: 1", "RateLimit-Limit: 1", "RateLimit-Remaining: 0", "RateLimit-Reset: 1");
    }

    @Test
    void takesSoManyAMinuteWhereItIsToldSo() {
        var rates = RequestRates.perMinute(6, clock);

        assertThat(accepted(rates, FLOODING, 10)).isEqualTo(6);
        clock.nanos += 10_000_000_000L;
        assertThat(accepted(rates, FLOODING, 10)).isEqualTo(1);
        assertThat(catchThrowableOfType(RequestRefused.class, () -> rates.count(FLOODING))
                        .response()
                        .getHeaders())
                .extracting(HttpHeader::toString)
                .contains("Retry-After: 10", "RateLimit-Limit: 6");
        assertThat(accepted(RequestRates.perMinute(0, clock), FLOODING, 10_000)).isEqualTo(10_000);
    }

    @Test
    void countsNothingWithoutALimit() {
        assertThat(accepted(new RequestRates(HttpApi.Rate.UNLIMITED, clock), FLOODING, 10_000))
                .isEqualTo(10_000);
    }

    private static int accepted(RequestRates rates, ApplicationId application, int requests) {
        var accepted = 0;
        for (var each = 0; each < requests; each++) {
            try {
                rates.count(application);
                accepted++;
            } catch (RequestRefused refused) {
                assertThat(refused.response().status().intValue()).isEqualTo(429);
            }
        }
        return accepted;
    }
}
