package org.openmns.config;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How this node is reached by the others, finds them and joins; keys and defaults are in {@code cluster.conf}. */
public record ClusterSettings(
        Address cluster, Address management, Discovery discovery, Heartbeat heartbeat, ClusterTls tls) {

    private static final String PATH = "openmns.cluster";
    private static final String MANAGEMENT = "openmns.management";

    public ClusterSettings {
        var named = discovery.method() == Discovery.Method.DNS || discovery.method() == Discovery.Method.KUBERNETES;
        if (named && management.port() == 0) {
            throw new SettingsException(
                    MANAGEMENT + ".port", "must be set, alike on all nodes, where discovery is dns or kubernetes");
        }
    }

    static ClusterSettings from(Config root) {
        var cluster = new Section(root, PATH);
        return new ClusterSettings(
                Address.from(root, PATH),
                Address.from(root, MANAGEMENT),
                Discovery.from(cluster),
                new Heartbeat(
                        cluster.duration("heartbeat.interval"),
                        cluster.duration("heartbeat.silence-max"),
                        cluster.duration("heartbeat.delete-after")),
                ClusterTls.from(root));
    }

    /** Where a node listens for other nodes: no host stands for the usual one, port 0 for a free one. */
    public record Address(Optional<String> host, int port) {

        private static Address from(Config root, String path) {
            var section = new Section(root, path);
            var port = section.number("port");
            Bounds.within(path + ".port", port, 0, 65_535);
            return new Address(Optional.of(section.text("host").trim()).filter(host -> !host.isEmpty()), port);
        }
    }

    /** How a node finds those whom it may ask to be taken in, and after which time it says that nobody did. */
    public record Discovery(
            Method method,
            List<String> contactPoints,
            String service,
            List<String> nameServers,
            Duration joinPatience) {

        /** Where the addresses come from. */
        public enum Method {
            DATABASE,
            CONFIG,
            DNS,
            KUBERNETES
        }

        public Discovery {
            contactPoints = List.copyOf(contactPoints);
            nameServers = List.copyOf(nameServers);
            for (var point : contactPoints) {
                if (!point.matches("\\S+:\\d{1,5}")) {
                    throw new SettingsException(PATH + ".contact-points", "must be a list of host:port");
                }
            }
            if (method == Method.CONFIG && contactPoints.isEmpty()) {
                throw new SettingsException(PATH + ".contact-points", "must be set where discovery is config");
            }
            for (var server : nameServers) {
                if (!server.matches("([^\\s:]+|\\[\\S+])(:\\d{1,5})?")) {
                    throw new SettingsException(PATH + ".name-servers", "must be a list of address or address:port");
                }
            }
            if (service.isBlank()) {
                throw new SettingsException(PATH + ".service", "must be a name");
            }
            Bounds.within(PATH + ".join-patience", joinPatience, Duration.ofSeconds(1), Duration.ofHours(1));
        }

        private static Discovery from(Section cluster) {
            return new Discovery(
                    cluster.choice("discovery", Method.class),
                    cluster.texts("contact-points"),
                    cluster.text("service"),
                    cluster.texts("name-servers"),
                    cluster.duration("join-patience"));
        }
    }

    /** How a node shows in the database that it lives, and when the others believe that it does not. */
    public record Heartbeat(Duration interval, Duration silenceMax, Duration deleteAfter) {

        public Heartbeat {
            var least = Duration.ofMillis(100);
            Bounds.within(PATH + ".heartbeat.interval", interval, least, Duration.ofMinutes(1));
            // Three missed heartbeats at least: one alone is a slow disk of the database.
            Bounds.within(
                    PATH + ".heartbeat.silence-max", silenceMax, interval.multipliedBy(3), Duration.ofMinutes(10));
            Bounds.within(PATH + ".heartbeat.delete-after", deleteAfter, silenceMax, Duration.ofDays(1));
        }
    }
}
