package org.openmns.broker.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The network in front of one node's remoting port: who connects is told apart by address, and can be cut off, silently as
 * by a cable that is pulled, or with a reset as by a firewall. Nothing is lost of what waits in a silent cut, as with TCP.
 */
final class Gate implements AutoCloseable {

    private static final int BUFFER_BYTES = 65_536;

    /** How somebody is kept out. */
    enum Cut {
        SILENT,
        RESET
    }

    private final ServerSocket server;
    private final InetSocketAddress inside;
    private final Map<InetAddress, Cut> cuts = new HashMap<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private boolean closed;

    /** Opens a port on this address and leads all that come to the port inside. */
    Gate(InetAddress address, int inside) throws IOException {
        this.server = new ServerSocket(0, 50, address);
        this.inside = new InetSocketAddress(address, inside);
        daemon(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** From now on nothing passes from this address, nor back to it. */
    void cut(InetAddress source, Cut cut) {
        synchronized (this) {
            cuts.put(source, cut);
        }
        if (cut == Cut.RESET) {
            resetAll(source);
        }
    }

    synchronized void mend(InetAddress source) {
        cuts.remove(source);
        notifyAll();
    }

    private synchronized @Nullable Cut cutOf(InetAddress source) {
        return cuts.get(source);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var outer = server.accept();
                sockets.add(outer);
                daemon(() -> lead(outer));
            } catch (IOException over) {
                return;
            }
        }
    }

    private void lead(Socket outer) {
        var source = outer.getInetAddress();
        if (cutOf(source) == Cut.RESET) {
            reset(outer);
            return;
        }
        var inner = new Socket();
        try {
            awaitMended(source);
            sockets.add(inner);
            inner.connect(inside);
            outer.setTcpNoDelay(true);
            inner.setTcpNoDelay(true);
            daemon(() -> copy(inner, outer, source));
            copy(outer, inner, source);
        } catch (IOException | InterruptedException over) {
            // Nobody is inside, or a cut came amid this.
            close(inner);
            reset(outer);
        }
    }

    private void copy(Socket from, Socket to, InetAddress source) {
        var buffer = new byte[BUFFER_BYTES];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                awaitMended(source);
                out.write(buffer, 0, read);
            }
        } catch (IOException | InterruptedException over) {
            // Both ends are closed below, whatever it was.
        }
        close(from);
        close(to);
    }

    private synchronized void awaitMended(InetAddress source) throws InterruptedException {
        while (cuts.get(source) == Cut.SILENT && !closed) {
            wait();
        }
    }

    private void resetAll(InetAddress source) {
        for (var socket : new HashSet<>(sockets)) {
            if (source.equals(socket.getInetAddress()) && socket.getLocalPort() == port()) {
                reset(socket);
            }
        }
    }

    private void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException gone) {
            // Then it is closed already.
        }
        close(socket);
    }

    private void close(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException gone) {
            // There is nobody to tell.
        }
    }

    private static void daemon(Runnable work) {
        var thread = new Thread(work, "gate");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        server.close();
        new HashSet<>(sockets).forEach(this::close);
    }
}
