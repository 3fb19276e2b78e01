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

    private Loopback() {}

    /** One round trip after the other, at least one. */
    static Percentiles roundTrips(Duration time) throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var near = new Socket(server.getInetAddress(), server.getLocalPort());
                var far = server.accept()) {
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            var echo = new Thread(() -> sendBack(far), "echo");
            echo.setDaemon(true);
            echo.start();
            return roundTrips(near, time);
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

    private static Percentiles roundTrips(Socket near, Duration time) throws IOException {
        var took = Percentiles.histogram();
        var end = System.nanoTime() + time.toNanos();
        do {
            var start = System.nanoTime();
            near.getOutputStream().write(1);
            if (near.getInputStream().read() < 0) {
                throw new IOException("the probe of the loopback interface was cut");
            }
            took.recordValue(Percentiles.bounded((System.nanoTime() - start) / 1_000));
        } while (System.nanoTime() < end);
        return Percentiles.of(took);
    }
}
