package org.openmns.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsentTest {

    @ParameterizedTest
    @CsvSource({
        "200, mns.example,,  true, HTTP 200",
        "204, *,,            true, HTTP 204",
        "200, MNS.example,,  true, HTTP 200",
        "200, mns.example, 120, true, HTTP 200",
        "200, ,,             false, HTTP 200 without WebHook-Allowed-Origin",
        "200, evil.example,, false, HTTP 200 for another WebHook-Allowed-Origin",
        "200, *.example,,    false, HTTP 200 for another WebHook-Allowed-Origin",
        "405, mns.example,,  false, HTTP 405",
        "302, *,,            false, HTTP 302",
        "500, *,,            false, HTTP 500"
    })
    void isGivenBySuccessAndTheRightOriginOnly(int status, String origin, String rate, boolean given, String detail) {
        var consent = consent(status, origin, rate);

        assertThat(consent.given()).isEqualTo(given);
        assertThat(consent.outcome().detail()).isEqualTo(detail);
    }

    @ParameterizedTest
    @CsvSource({"120, 120", "' 7 ', 7", "*,", "0,", "-3,", "many,", "99999999999,"})
    void limitsTheRateByAPositiveNumberOnly(String rate, Integer perMinuteMax) {
        assertThat(consent(200, "*", rate).perMinuteMax()).isEqualTo(Optional.ofNullable(perMinuteMax));
    }

    private static Consent consent(int status, String origin, String rate) {
        var outcome = Outcome.answered(status, Optional.empty(), Instant.EPOCH, Duration.ZERO);
        return Consent.of(outcome, "mns.example", Optional.ofNullable(origin), Optional.ofNullable(rate));
    }
}
