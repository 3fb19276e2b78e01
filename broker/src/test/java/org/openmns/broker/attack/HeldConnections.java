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

    /** Well within every time-out that starts anew with a byte. */
    private static final long PACE_MILLIS = 100;

    private static final String HEAD =
            "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/cloudevents+json\r\n";

    private HeldConnections() {}

    /** What is sent at first, and then again and again. */
    private record Manner(String beginning, String piece) {}

    /** As many as ten thousand, or as are opened in time, which say nothing. */
    static Attack idle() {
        return (target, over) -> held(target, idleMax(), List.of(new Manner("", "")), over);
    }

    /** Heads, bodies and chunks that come in drop by drop. */
    static Attack dripping() {
        var manners = List.of(
                new Manner(HEAD + "X-Slow: ", "x"),
                new Manner(HEAD + "Content-Length: 100000\r\n\r\n{", " "),
                new Manner(HEAD + "Transfer-Encoding: chunked\r\n\r\n", "1\r\n \r\n"));
        return (target, over) -> held(target, 300, manners, over);
    }

    /** More than there are places, each of which has sent its head to where nobody is asked for a token. */
    static Attack slowBodies() {
        var head = "POST /oauth2/token HTTP/1.1\r\nHost: localhost\r\n";
        var manners = List.of(
                new Manner(head + "Content-Length: 10000\r\n\r\ng", "r"),
                new Manner(head + "Transfer-Encoding: chunked\r\n\r\n", "1\r\ng\r\n"));
        return (target, over) -> held(target, 1_100, manners, over);
    }

    /** Asks for long answers, again and again, and never reads one. */
    static Attack deaf() {
        var request = "GET /openapi.yaml HTTP/1.1\r\nHost: localhost\r\n\r\n";
        return (target, over) -> held(target, 50, List.of(new Manner(request.repeat(20), request)), over);
    }

    static int idleMax() {
        var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var free = system.getMaxFileDescriptorCount() - system.getOpenFileDescriptorCount() - SPARE_FILES;
        return (int) Math.min(10_000, Math.max(100, free));
    }

    /** Opens so many, and sends each its piece again and again; who is thrown out comes back. */
    private static void held(Target target, int count, List<Manner> manners, BooleanSupplier over)
            throws IOException, InterruptedException {
        var held = new ArrayList<Socket>();
        while (held.size() < count && !over.getAsBoolean()) {
            held.add(opened(target, manners.get(held.size() % manners.size())));
        }
        while (!over.getAsBoolean()) {
            for (var each = 0; each < held.size(); each++) {
                held.set(each, dripped(target, held.get(each), manners.get(each % manners.size())));
            }
            TimeUnit.MILLISECONDS.sleep(PACE_MILLIS);
        }
    }

    private static Socket dripped(Target target, Socket socket, Manner manner) throws IOException {
        try {
            socket.getOutputStream().write(manner.piece().getBytes(ISO_8859_1));
            return socket;
        } catch (IOException thrownOut) {
            target.close(socket);
            return opened(target, manner);
        }
    }

    private static Socket opened(Target target, Manner manner) throws IOException {
        var socket = target.connect();
        try {
            socket.getOutputStream().write(manner.beginning().getBytes(ISO_8859_1));
        } catch (IOException thrownOut) {
            // It was crowded; the next drop finds out.
        }
        return socket;
    }
}
