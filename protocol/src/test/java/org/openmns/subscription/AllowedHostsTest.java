package org.openmns.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowedHostsTest {

    private final AllowedHosts hosts =
            AllowedHosts.of(List.of("gp-1=hook.gp.example", "gp-1 = *.Trust.example", "gp-2=a"));

    @ParameterizedTest
    @CsvSource({
        "gp-1, hook.gp.example, true",
        "gp-1, HOOK.gp.example., true",
        "gp-1, a.trust.example, true",
        "gp-1, a.b.trust.example, true",
        "gp-1, trust.example, false",
        "gp-1, eviltrust.example, false",
        "gp-1, a.trust.example.evil.example, false",
        "gp-1, gp.example, false",
        "gp-1, x.hook.gp.example, false",
        "gp-1, a, false",
        "gp-2, a, true",
        "gp-3, anywhere.example, true"
    })
    void bindOnlyTheApplicationsThatAreListed(String owner, String host, boolean permitted) {
        assertThat(hosts.permit(owner, host)).isEqualTo(permitted);
    }
}
