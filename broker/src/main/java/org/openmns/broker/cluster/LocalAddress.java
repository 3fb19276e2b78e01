package org.openmns.broker.cluster;

import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** The address of this machine on its way to the database server: where the other nodes, which use it too, can reach us. */
final class LocalAddress {

    private LocalAddress() {}

    /** That of the first server of the URL that there is a way to; the loopback address where there is none. */
    static String towards(String url) {
        var parsed = Driver.parseURL(url, new Properties());
        if (parsed != null) {
            var hosts = parsed.getProperty(PGProperty.PG_HOST.getName(), "localhost")
                    .split(",");
            var ports = parsed.getProperty(PGProperty.PG_PORT.getName(), "5432").split(",");
            for (var i = 0; i < hosts.length; i++) {
                var found = towards(hosts[i], Integer.parseInt(ports[Math.min(i, ports.length - 1)]));
                if (found.isPresent()) {
                    return found.get();
                }
            }
        }
        return InetAddress.getLoopbackAddress().getHostAddress();
    }

    /** To connect a datagram socket sends nothing; it only asks the system for the way. */
    private static Optional<String> towards(String host, int port) {
        try (var socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByName(host), port));
            return Optional.of(socket.getLocalAddress())
                    .filter(address -> !address.isAnyLocalAddress())
                    .map(LocalAddress::text);
        } catch (UnknownHostException | SocketException | UncheckedIOException unreachable) {
            return Optional.empty();
        }
    }

    private static String text(InetAddress address) {
        var plain = address.getHostAddress().replaceFirst("%.*", "");
        return address instanceof Inet6Address ? "[" + plain + "]" : plain;
    }
}
