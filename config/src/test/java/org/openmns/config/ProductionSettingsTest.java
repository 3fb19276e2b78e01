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
import java.util.Optional;
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
                .isEqualTo(
                        delivery(new DeliverySettings.Guard(false, false, seconds(30), List.of(), Optional.empty())));
        assertThat(production.handshake()).isEqualTo(handshake(HandshakeSettings.Mode.STRICT));
    }

    @Test
    void productionBoundsWhatOneApplicationHas() {
        var production = load(Profile.PRODUCTION, PRODUCTION);

        assertThat(production.access().limits())
                .isEqualTo(new AccessSettings.Limits(
                        new AccessSettings.Rate(1_000, 2_000, 60),
                        100_000,
                        100,
                        new AccessSettings.FairShare(10_000, 512, 10_000, 64 << 20)));
        assertThat(production.cohort().limits().valuesOfApplicationMax()).isEqualTo(20_000_000);
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

    @Test
    void takesAProxyAndKeepsItsPasswordToItself() {
        var settings = load(
                Profile.PRODUCTION,
                with(
                        "openmns.delivery.egress-proxy.url",
                        "http://proxy.internal:3128/",
                        "openmns.delivery.egress-proxy.user",
                        "mns",
                        "openmns.delivery.egress-proxy.password",
                        "hidden"));

        assertThat(settings.delivery().attempts().guard().proxy())
                .contains(
                        new EgressProxy("proxy.internal", 3_128, Optional.of(new EgressProxy.Login("mns", "hidden"))));
        assertThat(settings.toString()).contains("proxy.internal").doesNotContain("hidden");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            url      | https://proxy:3128         | must be http://host:port
            url      | http://proxy               | must be http://host:port
            url      | http://proxy:0             | must be http://host:port
            url      | http://proxy:99999         | must be http://host:port
            url      | http://proxy:3128/path     | must be http://host:port
            url      | http://mns:hidden@proxy:80 | must be http://host:port
            url      | proxy:3128                 | must be http://host:port
            url      | http://pro xy:3128         | must be http://host:port
            user     | mns                        | must be given together with the password
            password | hidden                     | must be given together with the password
            """)
    void refusesAProxyThatIsNoneAndRepeatsNothingOfIt(String key, String value, String message) {
        assertThatThrownBy(() -> load(Profile.PRODUCTION, with("openmns.delivery.egress-proxy." + key, value)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("hidden");
    }

    @Test
    void aProxyLeadsNeitherToThisMachineNorOutInPlainText() {
        for (var flag : List.of("allow-loopback", "allow-http")) {
            var both = with(
                    "openmns.delivery.egress-proxy.url", "http://proxy:3128", "openmns.delivery.guard." + flag, "true");

            assertThatThrownBy(() -> load(Profile.PRODUCTION, both))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining("egress-proxy.url cannot be used together with guard.allow-loopback");
        }
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

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            openmns.delivery.guard.allow-loopback   | true | allow-loopback is on
            openmns.delivery.guard.allow-http       | true | allow-http is on
            openmns.delivery.handshake.mode         | off  | mode is off
            openmns.access.requests-per-second-max  | 0    | requests-per-second-max is 0
            openmns.access.tokens-per-minute-max    | 0    | tokens-per-minute-max is 0
            """)
    void productionSaysWhichProtectionIsSwitchedOff(String key, String value, String sentence) {
        assertThat(load(Profile.PRODUCTION, with(key, value)).warnings())
                .singleElement()
                .asString()
                .startsWith("openmns.")
                .contains(sentence);
        assertThat(load(Profile.SANDBOX, Map.of(key, value)).warnings()).isEmpty();
    }

    @Test
    void asShippedNothingIsSwitchedOff() {
        assertThat(load(Profile.PRODUCTION, PRODUCTION).warnings()).isEmpty();
        assertThat(load(Profile.SANDBOX, Map.of()).warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            http://issuer.example/keys,  false
            HTTP://192.0.2.1/keys,       false
            http:opaque,                 false
            http://127.0.0.1:8080/keys,  true
            http://[::1]:8080/keys,      true
            https://issuer.invalid/keys, true
            """)
    void keysOfAnIssuerDoNotComeInPlainTextFromElsewhere(String jwksUrl, boolean isTaken) {
        var issuer = with(
                "openmns.access.issuer.url",
                "https://issuer.example",
                "openmns.access.issuer.jwks-url",
                jwksUrl,
                "openmns.access.issuer.audience",
                "mns");

        if (isTaken) {
            assertThat(load(Profile.PRODUCTION, issuer).access().issuer()).isPresent();
        } else {
            assertThatThrownBy(() -> load(Profile.PRODUCTION, issuer))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageStartingWith("openmns.access.issuer.jwks-url must be an https:// URL in production");
        }
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
