package org.openmns.broker.cluster;

import com.typesafe.config.Config;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** An address that a node is to listen on. */
public final class ListenAddress {

    private ListenAddress() {}

    /** As the other, for the two where other nodes ask; from a configuration that is complete. */
    static void check(Config config) {
        check(config, "pekko.remote.artery.bind.", "pekko.remote.artery.canonical.");
        check(config, "pekko.management.http.bind-", "pekko.management.http.");
    }

    /** Pekko binds to the one, or, where that says nothing, to what it is known by. */
    private static void check(Config config, String bound, String known) {
        check(
                either(config, bound + "hostname", known + "hostname"),
                Integer.parseInt(either(config, bound + "port", known + "port")));
    }

    private static String either(Config config, String first, String second) {
        var value = config.getString(first);
        return value.isEmpty() ? config.getString(second) : value;
    }

    /** Fails with a sentence where nobody can listen there: before the start has cost seconds and touched the database. */
    public static void check(String host, int port) {
        try (var probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(host, port));
        } catch (IOException taken) {
            throw new IllegalStateException("cannot listen on " + host + ":" + port + ": " + taken.getMessage());
        }
    }
}
