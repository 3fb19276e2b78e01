package org.openmns.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openmns.subscription.Channel.Hydration;

class HostPatternsTest {

    private static final Map<String, String> HEADERS = Map.of("Authorization", "Bearer theirs");

    @ParameterizedTest
    @CsvSource({
        "api.example, true",
        "API.example., true",
        "a.trust.example, true",
        "trust.example, false",
        "api.example.evil.example, false",
        "evilapi.example, false",
        "::1, true",
        "::2, false"
    })
    void headersOfHydrationGoToTheHostsThatAreMeantOnly(String host, boolean meant) {
        var hydration =
                new Hydration(true, HEADERS, new HostPatterns(Set.of("api.example", "*.Trust.example.", "::1")));

        assertThat(hydration.headersFor(host)).isEqualTo(meant ? HEADERS : Map.of());
    }

    @Test
    void whereNoHostsAreNamedHeadersGoToNobody() {
        assertThat(new Hydration(true, HEADERS).headersFor("api.example")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a.example", "*.example", "10.0.0.1", "::1", "xn--bcher-kva.example"})
    void takesNamesAddressesAndWhatNamesEndIn(String text) {
        assertThat(HostPatterns.isPattern(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "*.",
                "*.*",
                "a*",
                "a.*.example",
                ".example",
                "https://a",
                "a/b",
                "a b",
                "[::1]",
                "\u00e9"
            })
    void takesNothingElse(String text) {
        assertThat(HostPatterns.isPattern(text)).isFalse();
        assertThat(HostPatterns.isPattern("a".repeat(HostPatterns.LENGTH_MAX + 1)))
                .isFalse();
    }
}
