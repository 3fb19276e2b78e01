package org.openmns.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String OLDER_KEY = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";
    private static final int KIB = 1_024;
    private static final int MIB = 1_024 * KIB;

    @Test
    void sandboxStaysOnThisMachineAndMayCallIt() {
        var sandbox = load(Profile.SANDBOX, Map.of("openmns.node.data-directory", "/data"));

        assertThat(sandbox)
                .isEqualTo(new Settings(
                        new NodeSettings(Profile.SANDBOX, "127.0.0.1", 8080, Path.of("/data"), "http://127.0.0.1:8080"),
                        http(),
                        new HttpTls(Optional.empty(), false),
                        new AccessSettings(
                                AccessSettings.Authentication.OFF,
                                Optional.empty(),
                                new AccessSettings.Lives(
                                        Duration.ofMinutes(10), Duration.ofMinutes(5), seconds(30), seconds(2)),
                                Optional.empty(),
                                new AccessSettings.Limits(
                                        new AccessSettings.Rate(0, 2_000, 60),
                                        0,
                                        100,
                                        new AccessSettings.FairShare(10_000, 512, 10_000, 64 << 20))),
                        topic(),
                        cohort(),
                        delivery(new DeliverySettings.Guard(true, true, seconds(30), List.of(), Optional.empty())),
                        handshake(HandshakeSettings.Mode.LENIENT),
                        new StoreSettings(Optional.empty(), "sa", ""),
                        new SecretSettings(List.of(), Optional.empty()),
                        new CatalogueSettings(
                                Optional.empty(),
                                seconds(2),
                                new CatalogueSettings.Limits(1_000, 64 * KIB, Duration.ofDays(365))),
                        cluster()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            node.port                          | 65536         | must be between 0 and 65535
            node.port                          | eighty        | must be a whole number
            node.host                          | ' '           | must name an address
            node.public-base-url               | ftp://x       | must be an http:// or https:// URL
            node.public-base-url               | http://a b    | must be an http:// or https:// URL
            node.data-directory                | ' '           | must be a path
            node.profile                       | staging       | must be one of [sandbox, production]
            catalogue.refresh                  | 1 ms          | must be between 100 ms and 60 s
            catalogue.types-max                | 0             | must be between 1 and 100000
            catalogue.schema-bytes-max         | 1 MiB         | must be between 1024 and 262144
            catalogue.retention-max            | 59 minutes    | must be between 3600 s and 3650 d
            http.event-bytes-max               | 257 KiB       | must be between 1024 and 262144
            http.event-bytes-max               | 5 GiB         | must be a size below 2 GiB
            http.batch-bytes-max               | 2 KiB         | must be at least openmns.http.event-bytes-max
            http.ask-timeout                   | soon          | must be a duration
            http.ask-timeout                   | 0 s           | must be between 100 ms and 60 s
            http.connections-max               | 15            | must be between 16 and 100000
            http.connections-per-address-max   | -1            | must be between 0 and 100000
            http.head-timeout                  | 2 m           | must be between 100 ms and 60 s
            http.drain-delay                   | 11 s          | must be between 0 s and 10 s
            access.approval.requests-max       | 0             | must be between 1 and 10000
            topic.batch.events-max             | 0             | must be between 1 and 1000
            topic.batch.bytes-max              | 256 KiB       | must be at least openmns.http.event-bytes-max and 16 KiB
            topic.batch.pending-bytes-max      | 1 KiB         | must be at least openmns.topic.batch.bytes-max
            topic.log.retention                | -1 s          | must be between 1 s and 3650 d
            cohort.limits.values-max           | 0             | must be between 1 and 10000000
            access.subscriptions-max           | -1            | must be between 0 and 10000000
            access.fair-share.events           | many          | must be a whole number
            access.fair-share.requests         | -1            | must be between 0 and 1000000
            access.fair-share.deliveries       | -1            | must be between 0 and 1000000
            access.fair-share.body-bytes       | 2 GiB         | must be a size below 2 GiB
            access.tokens-per-minute-max       | -1            | must be between 0 and 1000000
            cohort.limits.values-of-application-max | 0        | must be between 1 and 1000000000
            cohort.upload.answer-timeout       | 60 s          | must be between 1 s and 59 s
            cohort.refresh.poll-interval       | 0 s           | must be between 100 ms and 60 s
            delivery.catch-up.busy-percent-max | 101           | must be between 1 and 100, but is 101
            delivery.attempts.in-flight-max    | 0             | must be between 1 and 1000
            delivery.attempts.event-loops      | -1            | must be between 0 and 1000
            delivery.attempts.keep-alive       | 0 s           | must be between 1 s and
            delivery.retries.waits             | 5 s, 0 s      | must be between 1 ms and 30 d
            delivery.retries.waits             | often         | must be a list of durations
            delivery.guard.allow-http          | perhaps       | must be true or false
            delivery.guard.allowed-hosts       | gp-1          | must be a list of application=host
            delivery.guard.allowed-hosts       | gp-1=*.*.x    | must be a list of application=host
            delivery.handshake.mode            | polite        | must be one of [off, lenient, strict]
            delivery.handshake.waits           | 10 s, 0 s     | must be between 1 ms and 30 d
            delivery.handshake.callback-life   | 31 d          | must be between 1 s and 30 d
            delivery.handshake.host-per-second-max | 0         | must be between 1 and 1000000
            delivery.handshake.host-burst-max  | 0             | must be between 1 and 1000000
            delivery.attempt-log.keep          | some          | must be one of [failed, all, none]
            cluster.discovery                  | telepathy     | must be one of [database, config, dns, kubernetes]
            cluster.contact-points             | a:b           | must be a list of host:port
            cluster.name-servers               | ::1           | must be a list of address or address:port
            cluster.heartbeat.silence-max      | 3 s           | must be between 6 s and 600 s
            secrets.keys                        | c2hvcnQ=      | must be keys of 32 bytes in base 64
            secrets.keys                        | not base 64   | must be keys of 32 bytes in base 64
            database.url                        | jdbc:mysql:x  | must begin with jdbc:h2: or jdbc:postgresql:
            """)
    void refusesWhatCannotBeUsedAndNamesTheKey(String key, String value, String problem) {
        assertThatThrownBy(() -> load(Profile.SANDBOX, Map.of("openmns." + key, value)))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("openmns." + key)
                .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
    void theSandboxIsOpenToOthersOnlyWhereThatIsSaid(String host) {
        assertThatThrownBy(() -> load(Profile.SANDBOX, Map.of("openmns.node.host", host)))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("openmns.node.host must be a loopback address in the sandbox")
                .hasMessageContaining("--profile production")
                .hasMessageContaining("OPENMNS_OPEN_TO_NETWORK=true");

        var open = load(Profile.SANDBOX, Map.of("openmns.node.host", host, "openmns.node.open-to-network", "true"));

        assertThat(open.node().host()).isEqualTo(host);
        assertThat(open.warnings())
                .singleElement()
                .asString()
                .contains("everybody who reaches this sandbox may do everything");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.2", "localhost", "::1"})
    void theSandboxMayListenAtEveryAddressOfThisMachineAlone(String host) {
        assertThat(load(Profile.SANDBOX, Map.of("openmns.node.host", host)).warnings())
                .isEmpty();
    }

    @Test
    void refusesTlsWithoutItsFiles() {
        assertThatThrownBy(() -> load(Profile.SANDBOX, Map.of("openmns.cluster.tls.enabled", "true")))
                .isInstanceOf(SettingsException.class)
                .hasMessage("openmns.cluster.tls.key-file must name a file that can be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dns", "kubernetes"})
    void discoveryThatTellsNoPortNeedsAFixedOne(String method) {
        assertThatThrownBy(() -> load(Profile.SANDBOX, Map.of("openmns.cluster.discovery", method)))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("openmns.management.port must be set");
    }

    @Test
    void takesAListFromOneText() {
        var settings = load(Profile.SANDBOX, Map.of("openmns.delivery.retries.waits", "5 s, 2 minutes"));

        assertThat(settings.delivery().retries().waits()).containsExactly(seconds(5), Duration.ofMinutes(2));
    }

    @Test
    void takesThePathOfASupplierTable() {
        var settings = load(Profile.SANDBOX, Map.of("openmns.catalogue.supplier-table", "/tables/suppliers.csv"));

        assertThat(settings.catalogue().supplierTable()).contains(Path.of("/tables/suppliers.csv"));
    }

    @Test
    void takesSeveralKeysAndKeepsThemToItself() {
        var settings = load(
                Profile.SANDBOX,
                Map.of("openmns.secrets.keys", KEY + ", " + OLDER_KEY, "openmns.secrets.key-file", "/run/keys"));

        assertThat(settings.secrets())
                .isEqualTo(new SecretSettings(List.of(KEY, OLDER_KEY), Optional.of(Path.of("/run/keys"))));
        assertThat(settings.toString()).contains("/run/keys").doesNotContain(KEY, OLDER_KEY);
    }

    static Settings load(Profile profile, Map<String, String> overrides) {
        return Settings.load(profile, overrides, Optional.empty());
    }

    private static HttpSettings http() {
        return new HttpSettings(
                new HttpSettings.Bodies(256 * KIB, MIB, 256 * KIB, seconds(5)),
                new HttpSettings.Waits(seconds(5), seconds(1), seconds(0), seconds(10)),
                new HttpSettings.Connections(1_024, 0, seconds(10)),
                1_000);
    }

    private static ClusterSettings cluster() {
        var anywhere = new ClusterSettings.Address(Optional.empty(), 0);
        return new ClusterSettings(
                anywhere,
                anywhere,
                new ClusterSettings.Discovery(
                        ClusterSettings.Discovery.Method.DATABASE, List.of(), "openmns", List.of(), seconds(10)),
                new ClusterSettings.Heartbeat(seconds(2), seconds(15), Duration.ofMinutes(10)),
                new ClusterTls(Optional.empty(), false));
    }

    private static TopicSettings topic() {
        return new TopicSettings(
                new TopicSettings.Batch(1_000, 1_000 * KIB, 20_000, 32 * MIB, seconds(5)),
                new TopicSettings.Tail(1_024, 1 << 20),
                new TopicSettings.DuplicateWindow(1_000_000, Duration.ofMinutes(10)),
                new TopicSettings.Nudge(seconds(10), seconds(60)),
                new TopicSettings.Log(200, 8 << 20, Duration.ofDays(7), Duration.ofMinutes(10)));
    }

    private static CohortSettings cohort() {
        return new CohortSettings(
                new CohortSettings.Limits(2_000_000, 100_000_000, 100_000_000, 10_000, 100_000),
                30,
                new CohortSettings.Upload(64 * MIB, 2, Duration.ofMinutes(5), seconds(50)),
                new CohortSettings.Refresh(seconds(5), seconds(2)));
    }

    static DeliverySettings delivery(DeliverySettings.Guard guard) {
        var waits = List.of(
                seconds(5),
                seconds(30),
                Duration.ofMinutes(5),
                Duration.ofMinutes(30),
                Duration.ofHours(2),
                Duration.ofHours(5),
                Duration.ofHours(10),
                Duration.ofHours(14),
                Duration.ofHours(20),
                Duration.ofHours(24));
        return new DeliverySettings(
                new DeliverySettings.Retries(
                        waits, Duration.ofDays(7), new DeliverySettings.Breaker(10, Duration.ofDays(5))),
                new DeliverySettings.Attempts(seconds(15), 16, 16 * KIB, client(), guard),
                new DeliverySettings.Window(
                        1_000,
                        4 * MIB,
                        10_000,
                        Duration.ofMinutes(2),
                        new DeliverySettings.CatchUp(seconds(5), 70, 1_000)),
                new DeliverySettings.Checkpoint(500, seconds(1), Duration.ofMillis(100)),
                new DeliverySettings.AttemptLog(DeliverySettings.AttemptLog.Keep.FAILED, Duration.ofDays(7), 10_000));
    }

    private static DeliverySettings.Client client() {
        return new DeliverySettings.Client(
                0, 20_000, new DeliverySettings.PerHost(256, 10_000), seconds(5), seconds(4));
    }

    static HandshakeSettings handshake(HandshakeSettings.Mode mode) {
        var waits = List.of(
                seconds(10), Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(30), Duration.ofHours(2));
        return new HandshakeSettings(mode, waits, Duration.ofHours(24), new HandshakeSettings.PerHost(10, 20));
    }

    static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }
}
