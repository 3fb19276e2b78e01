package org.openmns.broker.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Two addresses of this machine that stand for two machines, where nodes listen at the same port. */
final class Loopback {

    static final String ONE = "127.0.0.1";
    static final String OTHER = "127.0.0.2";

    static final List<String> BOTH = List.of(ONE, OTHER);

    private Loopback() {}

    /** A port that is free at both, for now; ends the test where the system has only one (macOS, unless told). */
    static int freePort() throws IOException {
        try (var one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return isFree(one.getLocalPort()) ? one.getLocalPort() : freePort();
        }
    }

    private static boolean isFree(int port) throws IOException {
        var other = InetAddress.getByName(OTHER);
        try (var any = new ServerSocket(0, 1, other)) {
            Assumptions.assumeTrue(any.isBound());
        } catch (IOException notOurs) {
            Assumptions.abort(OTHER + " is not an address of this machine: " + notOurs.getMessage());
        }
        try (var same = new ServerSocket(port, 1, other)) {
            return same.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
