package org.openmns.broker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalAddressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://127.0.0.1:5432/openmns",
                "jdbc:postgresql://127.0.0.1/openmns?user=a",
                "jdbc:postgresql://nowhere.invalid:5432,127.0.0.1:5433/openmns",
                "jdbc:postgresql://127.0.0.1:99999,127.0.0.1/openmns",
                "jdbc:postgresql:openmns",
            })
    void isTheOneOnTheWayToTheFirstServerThatCanBeReached(String url) {
        assertThat(LocalAddress.towards(url)).isEqualTo("127.0.0.1");
    }
}
