package org.openmns.broker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openmns.broker.Eventually;
import org.openmns.broker.Postgres;
import org.openmns.broker.store.DatabaseLocation;

/** Nodes that look one another up in a real, if small, name server. */
class DnsJoiningTest {

    private static final String NAME = "openmns.example";
    private static final String SERVICE = "_management._tcp.openmns.example";

    private final DatabaseLocation database = Postgres.emptyDatabase();
    private final List<JoiningNode> nodes = new ArrayList<>();
    private final NameServer names = new NameServer();

    DnsJoiningTest() throws SocketException {}

    @AfterEach
    void stop() {
        nodes.forEach(JoiningNode::abandon);
        names.close();
    }

    @Test
    void nodesAtTheAddressesOfOneNameFormOneCluster() throws IOException {
        names.addresses(NAME, Loopback.BOTH);
        var port = Loopback.freePort();

        var one = start(NAME, names.place(), Loopback.ONE, port);
        var other = start(NAME, names.place(), Loopback.OTHER, port);

        awaitOneClusterOf(one, other);
        assertThat(names.asked()).containsExactlyInAnyOrder(NAME + " A", NAME + " AAAA");
    }

    @Test
    void aNodeThatNobodyHasANameForFoundsTheClusterAndIsJoinedOnceItHasOne() throws IOException {
        var port = Loopback.freePort();
        var first = start(NAME, names.place(), Loopback.ONE, port);
        awaitOneClusterOf(first);

        var second = start(NAME, names.place(), Loopback.OTHER, port);
        Eventually.holds(
                "it says that it cannot reach the first",
                () -> whyNot(second).contains("cannot reach " + first.place()));
        names.addresses(NAME, Loopback.BOTH);

        awaitOneClusterOf(first, second);
    }

    @Test
    void nodesThatAServiceNamesWithTheirPortsFormOneCluster() throws IOException {
        var ports = List.of(Loopback.freePort(), Loopback.freePort());
        names.services(
                SERVICE,
                ports.stream().map(port -> new Place("localhost", port)).toList());

        var one = start(SERVICE, names.place(), Loopback.ONE, ports.get(0));
        var other = start(SERVICE, names.place(), Loopback.ONE, ports.get(1));

        awaitOneClusterOf(one, other);
        assertThat(names.asked()).containsExactly(SERVICE + " SRV");
    }

    @Test
    void aNameServerThatIsSilentIsPassedOver() throws IOException {
        try (var silent = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            names.addresses(NAME, Loopback.BOTH);
            var port = Loopback.freePort();
            var servers = "127.0.0.1:" + silent.getLocalPort() + ", " + names.place();

            var one = start(NAME, servers, Loopback.ONE, port);
            var other = start(NAME, servers, Loopback.OTHER, port);

            awaitOneClusterOf(one, other);
        }
    }

    @Test
    void aNodeWhoseNameServerIsSilentFoundsNothingAndSaysWhy() throws IOException {
        try (var silent = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            var servers = "127.0.0.1:" + silent.getLocalPort();

            var node = start(NAME, servers, Loopback.ONE, Loopback.freePort());

            Eventually.holds("it says why", () -> whyNot(node).contains("it cannot look for others by dns: "));
            assertThat(node.members()).isEmpty();
        }
    }

    private JoiningNode start(String service, String servers, String host, int managementPort) {
        var settings = new HashMap<>(Map.of(
                "openmns.cluster.discovery", "dns",
                "openmns.cluster.service", service,
                "openmns.cluster.name-servers", servers,
                "openmns.cluster.host", host));
        settings.put("openmns.management.port", Integer.toString(managementPort));
        var node = JoiningNode.start(database, settings);
        nodes.add(node);
        return node;
    }

    private static void awaitOneClusterOf(JoiningNode... nodes) {
        var all = Set.copyOf(List.of(nodes).stream().map(JoiningNode::place).toList());
        Eventually.holds(
                "one cluster of " + all,
                () -> List.of(nodes).stream().allMatch(node -> node.members().equals(all)));
    }

    private static String whyNot(JoiningNode node) {
        return node.joining().whyNot().orElse("");
    }
}
