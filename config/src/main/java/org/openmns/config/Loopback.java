package org.openmns.config;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.stream.Stream;

/** Tells what only this machine reaches. */
final class Loopback {

    private Loopback() {}

    /** Whether who listens at this host can be reached from elsewhere. One that is not known is nobody's; listening says so. */
    static boolean isLeftBy(String host) {
        return addresses(host).anyMatch(address -> !address.isLoopbackAddress());
    }

    /** Whether the host of this URL is this machine, for certain. */
    static boolean isIn(String url) {
        try {
            var host = Objects.requireNonNullElse(URI.create(url).getHost(), "");
            return !host.isEmpty() && addresses(host).findAny().isPresent() && !isLeftBy(host);
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    private static Stream<InetAddress> addresses(String host) {
        try {
            return Stream.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException unknown) {
            return Stream.empty();
        }
    }
}
