package org.openmns.broker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.pekko.discovery.ServiceDiscovery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openmns.broker.store.DatabaseLocation;
import org.openmns.config.Layers;
import org.openmns.config.Profile;
import org.openmns.config.Settings;

class ClusterConfigTest {

    private static final DatabaseLocation DATABASE =
            new DatabaseLocation("jdbc:postgresql://127.0.0.1/openmns", "openmns", "");
    private static final UUID IDENTITY = UUID.randomUUID();
    private static final String LOOKUP = "pekko.management.cluster.bootstrap.contact-point-discovery.";

    @ParameterizedTest
    @ValueSource(strings = {"database", "config", "dns", "kubernetes"})
    void everyWordForDiscoveryNamesAMethodThatIsThere(String word) throws ClassNotFoundException {
        var config = of(Map.of(
                "openmns.cluster.discovery", word,
                "openmns.cluster.contact-points", "10.0.0.1:7626",
                "openmns.management.port", "7626"));

        var method = config.getString("pekko.discovery." + config.getString(NotedDiscovery.METHOD) + ".class");

        assertThat(ServiceDiscovery.class).isAssignableFrom(Class.forName(method));
    }

    @Test
    void contactPointsAreTheEndpointsOfTheService() {
        var config = of(Map.of(
                "openmns.cluster.discovery", "config",
                "openmns.cluster.contact-points", "10.0.0.1:7626, [::1]:7627"));

        var endpoints = config.getConfigList("pekko.discovery.config.services.openmns.endpoints");

        assertThat(endpoints).extracting(each -> each.getString("host")).containsExactly("10.0.0.1", "[::1]");
        assertThat(endpoints).extracting(each -> each.getInt("port")).containsExactly(7626, 7627);
    }

    @Test
    void aNameIsLookedUpForAddressesAndAServiceForRecordsWithPorts() {
        var addresses = dns("openmns.example");
        var records = dns("_management._tcp.openmns.example");

        assertThat(addresses.getString(LOOKUP + "service-name")).isEqualTo("openmns.example");
        assertThat(addresses.getString(LOOKUP + "port-name")).isEmpty();
        assertThat(records.getString(LOOKUP + "service-name")).isEqualTo("openmns.example");
        assertThat(records.getString(LOOKUP + "port-name")).isEqualTo("management");
        assertThat(records.getString(LOOKUP + "protocol")).isEqualTo("tcp");
    }

    @Test
    void bothPortsAreAtTheAddressTowardsTheDatabaseUnlessTheyAreSetApart() {
        var usual = of(Map.of());
        var apart = of(Map.of("openmns.cluster.host", "10.0.0.1", "openmns.management.host", "10.1.0.1"));

        assertThat(usual.getString("pekko.remote.artery.canonical.hostname")).isEqualTo("127.0.0.1");
        assertThat(usual.getString("pekko.management.http.hostname")).isEqualTo("127.0.0.1");
        assertThat(apart.getString("pekko.remote.artery.canonical.hostname")).isEqualTo("10.0.0.1");
        assertThat(apart.getString("pekko.management.http.hostname")).isEqualTo("10.1.0.1");
    }

    @Test
    void nothingAtTheManagementPortChangesTheCluster() {
        assertThat(of(Map.of()).getBoolean("pekko.management.http.route-providers-read-only"))
                .isTrue();
    }

    private static Config dns(String service) {
        return of(Map.of(
                "openmns.cluster.discovery", "dns",
                "openmns.cluster.service", service,
                "openmns.management.port", "7626"));
    }

    private static Config of(Map<String, String> overrides) {
        var config = Layers.load(Profile.SANDBOX, overrides, Optional.empty());
        return ClusterConfig.of(Settings.from(config).cluster(), DATABASE, IDENTITY)
                .withFallback(config);
    }
}
