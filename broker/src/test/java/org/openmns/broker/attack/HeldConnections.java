package org.openmns.broker.attack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Connections that are opened to be kept: silent, or with a request that never comes to its end. */
final class HeldConnections {

    /** What the test itself needs, and a node that has the same limit. */
    private static final long SPARE_FILES = 1_500;

    private static final String HEAD =
            "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/cloudevents+json\r\n";

    private HeldConnections() {}

    /** As many as ten thousand, which say nothing. */
    static Attack idle() {
        return (target, over) -> held(target, idleMax(), "", "", over);
    }

    static Attack drippingHeads() {
        return (target, over) -> held(target, 200, HEAD + "X-Slow: ", "x", over);
    }

    static Attack drippingBodies() {
        return (target, over) -> held(target, 200, HEAD + "Content-Length: 100000\r\n\r\n{", " ", over);
    }

    static Attack drippingChunks() {
        return (target, over) -> held(target, 200, HEAD + "Transfer-Encoding: chunked\r\n\r\n", "1\r\n \r\n", over);
    }

    /** Asks for long answers, again and again, and never reads one. */
    static Attack deafClients() {
        var request = "GET /openapi.yaml HTTP/1.1\r\nHost: localhost\r\n\r\n";
        return (target, over) -> held(target, 50, request.repeat(20), request, over);
    }

    static int idleMax() {
        var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var free = system.getMaxFileDescriptorCount() - system.getOpenFileDescriptorCount() - SPARE_FILES;
        return (int) Math.min(10_000, Math.max(100, free));
    }

    /** Opens so many, sends each the beginning, and then a piece to all in turn; who is thrown out comes back. */
    private static void held(Target target, int count, String beginning, String piece, BooleanSupplier over)
            throws IOException, InterruptedException {
        var held = new ArrayList<Socket>();
        while (held.size() < count && !over.getAsBoolean()) {
            held.add(opened(target, beginning));
        }
        while (!over.getAsBoolean()) {
            dripTo(target, held, beginning, piece);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static void dripTo(Target target, List<Socket> held, String beginning, String piece) throws IOException {
        for (var each = 0; each < held.size() && !piece.isEmpty(); each++) {
            try {
                held.get(each).getOutputStream().write(piece.getBytes(ISO_8859_1));
            } catch (IOException thrownOut) {
                target.close(held.get(each));
                held.set(each, opened(target, beginning));
            }
        }
    }

    private static Socket opened(Target target, String beginning) throws IOException {
        var socket = target.connect();
        try {
            socket.getOutputStream().write(beginning.getBytes(ISO_8859_1));
        } catch (IOException thrownOut) {
            // It was crowded; the next drip finds out.
        }
        return socket;
    }
}
