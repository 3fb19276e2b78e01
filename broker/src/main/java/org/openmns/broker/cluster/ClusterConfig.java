package org.openmns.broker.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.openmns.broker.store.DatabaseLocation;
import org.openmns.config.ClusterSettings;
import org.openmns.config.ClusterSettings.Discovery;

/** What our settings mean in Pekko's own words, beyond what {@code cluster.conf} can say without knowing them. */
final class ClusterConfig {

    private static final String BOOTSTRAP = "pekko.management.cluster.bootstrap.";

    private ClusterConfig() {}

    /** Goes before everything else, for it is made of it. */
    static Config of(ClusterSettings settings, DatabaseLocation database, UUID identity) {
        var host = settings.cluster().host().orElseGet(() -> LocalAddress.towards(database.url()));
        var values = new HashMap<String, Object>();
        values.put("openmns.cluster.identity", identity.toString());
        values.put("pekko.remote.artery.canonical.hostname", host);
        values.put(
                "pekko.management.http.hostname", settings.management().host().orElse(host));
        discovery(settings.discovery(), values);
        return ConfigFactory.parseMap(values, "cluster");
    }

    private static void discovery(Discovery discovery, Map<String, Object> values) {
        var method = switch (discovery.method()) {
            case DATABASE -> "openmns-database";
            case CONFIG -> "config";
            case DNS -> "pekko-dns";
            case KUBERNETES -> "kubernetes-api";
        };
        values.put(BOOTSTRAP + "contact-point-discovery.discovery-method", method);
        if (discovery.method() == Discovery.Method.CONFIG) {
            values.put(
                    "pekko.discovery.config.services",
                    Map.of(discovery.service(), Map.of("endpoints", endpoints(discovery.contactPoints()))));
        }
    }

    private static List<Map<String, Object>> endpoints(List<String> contactPoints) {
        return contactPoints.stream().map(ClusterConfig::endpoint).toList();
    }

    private static Map<String, Object> endpoint(String contactPoint) {
        var colon = contactPoint.lastIndexOf(':');
        return Map.of(
                "host", contactPoint.substring(0, colon), "port", Integer.parseInt(contactPoint.substring(colon + 1)));
    }
}
