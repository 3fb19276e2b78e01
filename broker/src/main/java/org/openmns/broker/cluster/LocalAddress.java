package org.openmns.broker.cluster;

import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** The address of this machine on its way to the database server: where the other nodes, which use it too, can reach us. */
final class LocalAddress {

    private static final int USUAL_PORT = 5432;

    private static final Pattern SERVERS = Pattern.compile("jdbc:postgresql://([^/?]*)");
    private static final Pattern HOST_AND_PORT = Pattern.compile("(\\[[^]]*]|[^:]*)(?::(\\d{1,5}))?");

    private LocalAddress() {}

    /** That of the first server of the URL that there is a way to; the loopback address where there is none. */
    static String towards(String url) {
        var matcher = SERVERS.matcher(url);
        var servers = matcher.lookingAt() ? matcher.group(1) : "";
        return Arrays.stream(servers.split(",", -1))
                .flatMap(server -> towardsServer(server).stream())
                .findFirst()
                .orElseGet(() -> text(InetAddress.getLoopbackAddress()));
    }

    private static Optional<String> towardsServer(String server) {
        var matcher = HOST_AND_PORT.matcher(server);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var host = matcher.group(1).isEmpty() ? "localhost" : matcher.group(1);
        return towards(host, matcher.group(2) == null ? USUAL_PORT : Integer.parseInt(matcher.group(2)));
    }

    /** To connect a datagram socket sends nothing; it only asks the system for the way. */
    private static Optional<String> towards(String host, int port) {
        try (var socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByName(host), port));
            return Optional.of(socket.getLocalAddress())
                    .filter(address -> !address.isAnyLocalAddress())
                    .map(LocalAddress::text);
        } catch (UnknownHostException | SocketException | UncheckedIOException | IllegalArgumentException unreachable) {
            return Optional.empty();
        }
    }

    private static String text(InetAddress address) {
        var plain = address.getHostAddress().replaceFirst("%.*", "");
        return address instanceof Inet6Address ? "[" + plain + "]" : plain;
    }
}
