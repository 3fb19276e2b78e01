package org.openmns.broker.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.openmns.broker.store.DatabaseLocation;
import org.openmns.config.ClusterSettings;
import org.openmns.config.ClusterSettings.Discovery;
import org.openmns.config.ClusterTls.Papers;

/** What our settings mean in Pekko's own words, beyond what {@code cluster.conf} can say without knowing them. */
final class ClusterConfig {

    private static final String LOOKUP = "pekko.management.cluster.bootstrap.contact-point-discovery.";
    private static final String SSL = "pekko.remote.artery.ssl.";
    private static final Pattern SRV = Pattern.compile("_([^.]+)\\._([^.]+)\\.(.+)");

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
        settings.tls().papers().ifPresent(papers -> tls(papers, values));
        return ConfigFactory.parseMap(values, "cluster");
    }

    private static void discovery(Discovery discovery, Map<String, Object> values) {
        var method = switch (discovery.method()) {
            case DATABASE -> "openmns-database";
            case CONFIG -> "config";
            case DNS -> "pekko-dns";
            case KUBERNETES -> "kubernetes-api";
        };
        values.put(NotedDiscovery.METHOD, method);
        if (discovery.method() == Discovery.Method.CONFIG) {
            values.put(
                    "pekko.discovery.config.services",
                    Map.of(discovery.service(), Map.of("endpoints", endpoints(discovery.contactPoints()))));
        }
        if (discovery.method() == Discovery.Method.DNS) {
            service(discovery.service(), values);
            if (!discovery.nameServers().isEmpty()) {
                values.put("pekko.io.dns.async-dns.nameservers", discovery.nameServers());
            }
        }
    }

    /** Only with the names of a port and a protocol are SRV records asked for; else addresses. */
    private static void service(String service, Map<String, Object> values) {
        var matcher = SRV.matcher(service);
        if (matcher.matches()) {
            values.put(LOOKUP + "port-name", matcher.group(1));
            values.put(LOOKUP + "protocol", matcher.group(2));
            values.put(LOOKUP + "service-name", matcher.group(3));
        }
    }

    private static void tls(Papers papers, Map<String, Object> values) {
        values.put("pekko.remote.artery.transport", "tls-tcp");
        values.put(SSL + "ssl-engine-provider", NodeCertificates.class.getName());
        values.put(SSL + "rotating-keys-engine.key-file", papers.key().toString());
        values.put(SSL + "rotating-keys-engine.cert-file", papers.certificate().toString());
        values.put(SSL + "rotating-keys-engine.ca-cert-file", papers.authority().toString());
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
