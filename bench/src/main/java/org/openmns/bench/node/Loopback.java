package org.openmns.bench.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.openmns.bench.figures.Percentiles;

/**
 * What this machine takes to carry a byte over a socket to another thread and back: two wake-ups and four calls of the kernel,
 * of which nearly all that a node does is made. It differs between machines, and between days, by a factor of two.
 */
final class Loopback {

    private static final Duration TIME = Duration.ofSeconds(2);

    private Loopback() {}

    /** One round trip after the other. */
    static Percentiles roundTrips() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var near = new Socket(server.getInetAddress(), server.getLocalPort());
                var far = server.accept()) {
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            var echo = new Thread(() -> sendBack(far), "echo");
            echo.setDaemon(true);
            echo.start();
            return roundTrips(near);
        }
    }

    /** Until the other end closes. */
    private static void sendBack(Socket far) {
        try {
            far.getInputStream().transferTo(far.getOutputStream());
        } catch (IOException closed) {
            // The probe is over.
        }
    }

    private static Percentiles roundTrips(Socket near) throws IOException {
        var took = Percentiles.histogram();
        var end = System.nanoTime() + TIME.toNanos();
        while (System.nanoTime() < end) {
            var start = System.nanoTime();
            near.getOutputStream().write(1);
            if (near.getInputStream().read() < 0) {
                throw new IOException("the probe of the loopback interface was cut");
            }
            took.recordValue(Percentiles.bounded((System.nanoTime() - start) / 1_000));
        }
        return Percentiles.of(took);
    }
}
