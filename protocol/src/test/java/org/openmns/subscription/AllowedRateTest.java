package org.openmns.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowedRateTest {

    @ParameterizedTest
    @CsvSource({"120, 120", "' 7 ', 7", "999999999, 999999999", "*,", "0,", "-3,", "+3,", "07,", "many,", "1000000000,"
    })
    void isAPositiveNumberOrNoLimit(String header, Integer perMinute) {
        assertThat(AllowedRate.perMinute(header)).isEqualTo(Optional.ofNullable(perMinute));
    }
}
