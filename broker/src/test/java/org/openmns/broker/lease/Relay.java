package org.openmns.broker.lease;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.openmns.broker.store.DatabaseLocation;

/** Stands between a client and its database, and lets it see a database that is gone, or one that is silent. */
final class Relay implements AutoCloseable {

    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final DatabaseLocation target;
    private final URI address;
    private final ServerSocket server;
    private volatile boolean gone;
    private volatile boolean silent;

    Relay(DatabaseLocation target) throws IOException {
        this.target = target;
        this.address = URI.create(target.url().substring("jdbc:".length()));
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    /** The same database by way of this relay. */
    DatabaseLocation location() {
        var there = "//" + address.getAuthority();
        var here = "//127.0.0.1:" + server.getLocalPort();
        return new DatabaseLocation(target.url().replace(there, here), target.user(), target.password());
    }

    /** Connections break, new ones are closed at once. */
    void takeAway() {
        gone = true;
        closeAll();
    }

    /** Nothing is passed on any more, nothing is closed. */
    void silence() {
        silent = true;
    }

    void bringBack() {
        closeAll();
        gone = false;
        silent = false;
    }

    private void accept() {
        try {
            while (true) {
                var client = server.accept();
                if (gone) {
                    client.close();
                } else {
                    var database = new Socket(address.getHost(), address.getPort());
                    sockets.addAll(List.of(client, database));
                    start(() -> pass(client, database));
                    start(() -> pass(database, client));
                }
            }
        } catch (IOException closed) {
            closeAll();
        }
    }

    private void pass(Socket from, Socket to) {
        var buffer = new byte[8_192];
        try (from;
                to) {
            for (var length = from.getInputStream().read(buffer);
                    length >= 0;
                    length = from.getInputStream().read(buffer)) {
                if (!silent) {
                    to.getOutputStream().write(buffer, 0, length);
                }
            }
        } catch (IOException broken) {
            // The other direction ends as well.
        }
    }

    private static void start(Runnable work) {
        var thread = new Thread(work, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    private void closeAll() {
        for (var socket : sockets) {
            try {
                socket.close();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
        sockets.clear();
    }

    @Override
    public void close() throws IOException {
        server.close();
        closeAll();
    }
}
