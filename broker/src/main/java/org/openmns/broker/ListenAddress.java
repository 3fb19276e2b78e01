package org.openmns.broker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** The address that a node is to listen on. */
final class ListenAddress {

    private ListenAddress() {}

    /** Fails with a sentence where nobody can listen there: before the start has cost seconds and touched the database. */
    static void check(String host, int port) {
        try (var probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(host, port));
        } catch (IOException taken) {
            throw new IllegalStateException("cannot listen on " + host + ":" + port + ": " + taken.getMessage());
        }
    }
}
