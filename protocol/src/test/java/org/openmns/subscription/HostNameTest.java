package org.openmns.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gp.example",
                "gp.example.",
                "localhost",
                "127.0.0.1",
                "255.255.255.255",
                "::1",
                "2001:db8::1.2.3.4",
                "1.2.3.4.example",
                "a1",
                "0x7f.example"
            })
    void takesWhatEverybodyReadsAlike(String host) {
        assertThat(HostName.isPlain(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "127.1",
                "2130706433",
                "0177.0.0.1",
                "127.0.0.01",
                "0x7f.0.0.1",
                "0x7f000001",
                "0X7F000001",
                "127.0.0.0x1",
                "127.0.0.1.",
                "256.0.0.1",
                "1.2.3.4.5",
                "gp.example.1",
                "0x",
                "::1%lo",
                "fe80::1%251",
                "a%2eb"
            })
    void refusesWhatMayBeAnotherAddressToAnother(String host) {
        assertThat(HostName.isPlain(host)).isFalse();
    }
}
