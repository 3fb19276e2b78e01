package org.openmns.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.openmns.config.SettingsTest.delivery;
import static org.openmns.config.SettingsTest.handshake;
import static org.openmns.config.SettingsTest.load;
import static org.openmns.config.SettingsTest.seconds;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What production is by default, and what it must be told. */
class ProductionSettingsTest {

    private static final Map<String, String> PRODUCTION =
            Map.of("openmns.node.public-base-url", "https://mns.example", "openmns.http.tls.ends-before-me", "true");

    @Test
    void productionIsReachableAndCallsNobodyInPlainText() {
        var production = load(Profile.PRODUCTION, PRODUCTION);

        assertThat(production.node().profile()).isEqualTo(Profile.PRODUCTION);
        assertThat(production.node().host()).isEqualTo("0.0.0.0");
        assertThat(production.http().waits().drainDelay()).isEqualTo(seconds(5));
        assertThat(production.node().publicBaseUrl()).isEqualTo("https://mns.example");
        assertThat(production.delivery())
                .isEqualTo(delivery(new DeliverySettings.Guard(false, false, seconds(30), List.of())));
        assertThat(production.handshake()).isEqualTo(handshake(HandshakeSettings.Mode.STRICT));
    }

    @Test
    void keepsThePasswordToItself() {
        var settings = load(
                Profile.PRODUCTION,
                with(
                        "openmns.database.url",
                        "jdbc:postgresql://db/openmns?password=hidden1",
                        "openmns.database.password",
                        "hidden2"));

        assertThat(settings.toString()).contains("jdbc:postgresql://db/openmns").doesNotContain("hidden");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            openmns.access.authentication | off              | must be required in production
            openmns.node.public-base-url  | ''               | must be given in production: the https:// URL
            openmns.node.public-base-url  | http://mns.local | must be an https:// URL in production
            openmns.http.tls.ends-before-me | false          | OPENMNS_TLS_ENDS_BEFORE_ME=true where a proxy ends TLS
            """)
    void productionDoesNotStartWithoutWhatKeepsStrangersOut(String key, String value, String message) {
        assertThatThrownBy(() -> load(Profile.PRODUCTION, with(key, value)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(message);
        assertThat(load(Profile.SANDBOX, Map.of(key, value)).node().profile()).isEqualTo(Profile.SANDBOX);
    }

    @Test
    void anIssuerIsNamedWholeOrNotAtAll() {
        var issuer = with("openmns.access.issuer.url", "https://issuer.example/realm");

        assertThatThrownBy(() -> load(Profile.PRODUCTION, issuer))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("openmns.access.issuer.jwks-url");
    }

    /** What production asks for, and these two. */
    private static Map<String, String> with(String... more) {
        var all = new HashMap<>(PRODUCTION);
        for (var i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }
}
