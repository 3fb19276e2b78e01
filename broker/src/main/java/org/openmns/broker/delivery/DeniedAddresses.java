package org.openmns.broker.delivery;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;

/**
 * The addresses that no webhook may reach: those inside the operator's own network, and those that mean no single host.
 *
 * <p>IPv6 forms that carry an IPv4 address inside are refused whole, whatever the address: no public host needs them.
 */
final class DeniedAddresses {

    private static final List<Range> DENIED = Stream.of(
                    "0.0.0.0/8", // this network, and any-local
                    "10.0.0.0/8", // private
                    "100.64.0.0/10", // carrier-grade NAT; Alibaba's metadata
                    "127.0.0.0/8", // loopback
                    "168.63.129.16/32", // Azure's host agent, a public address that is not
                    "169.254.0.0/16", // link-local; metadata of most clouds
                    "172.16.0.0/12", // private
                    "192.0.0.0/24", // protocol assignments; Oracle's metadata
                    "192.0.2.0/24", // documentation
                    "192.88.99.0/24", // 6to4 relays
                    "192.168.0.0/16", // private
                    "198.18.0.0/15", // benchmarks
                    "198.51.100.0/24", // documentation
                    "203.0.113.0/24", // documentation
                    "224.0.0.0/4", // multicast
                    "240.0.0.0/4", // reserved, and broadcast
                    "::/96", // any-local, loopback, IPv4-compatible
                    "::ffff:0:0:0/96", // IPv4-translated; IPv4-mapped is below, for Java would turn it into IPv4
                    "64:ff9b::/96", // NAT64
                    "64:ff9b:1::/48", // NAT64 of a local network
                    "100::/64", // discard
                    "2001::/23", // protocol assignments: Teredo, ORCHID, benchmarks
                    "2001:db8::/32", // documentation
                    "2002::/16", // 6to4
                    "3fff::/20", // documentation
                    "5f00::/16", // segment routing
                    "fc00::/7", // unique local: IPv6's private; AWS's metadata
                    "fe80::/10", // link-local
                    "fec0::/10", // site-local
                    "ff00::/8" // multicast
                    )
            .map(Range::parse)
            .toList();

    /** {@code ::ffff:0:0/96}. */
    private static final Range IPV4_MAPPED =
            new Range(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 0, 0, 0, 0}, 96);

    private DeniedAddresses() {}

    /** Whether a webhook may not go to this address; {@code allowLoopback} lets 127.0.0.0/8 and ::1 through. */
    static boolean contains(InetAddress address, boolean allowLoopback) {
        if (allowLoopback && address.isLoopbackAddress()) {
            return false;
        }
        var bytes = address.getAddress();
        return IPV4_MAPPED.contains(bytes) || DENIED.stream().anyMatch(range -> range.contains(bytes));
    }

    /** All addresses of one family that begin with the same bits. */
    private static final class Range {

        private final byte[] start;
        private final int bits;

        Range(byte[] start, int bits) {
            this.start = start;
            this.bits = bits;
        }

        static Range parse(String text) {
            var slash = text.indexOf('/');
            try {
                // A literal is never looked up.
                var start = InetAddress.getByName(text.substring(0, slash)).getAddress();
                return new Range(start, Integer.parseInt(text.substring(slash + 1)));
            } catch (UnknownHostException impossible) {
                throw new IllegalArgumentException(text, impossible);
            }
        }

        boolean contains(byte[] address) {
            if (address.length != start.length) {
                return false;
            }
            for (var bit = 0; bit < bits; bit++) {
                var mask = 0x80 >> (bit % 8);
                if ((address[bit / 8] & mask) != (start[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
