package org.openmns.broker.attack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A subscriber's endpoint that answers as none should: too much, too slowly, or not at all. */
final class BadReceiver implements AutoCloseable {

    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String KIB = "x".repeat(1_024);

    /** What lies ready to be read; beyond it the sender waits, for it shares this machine with the node. */
    private static final int SEND_BUFFER_BYTES = 64 * 1_024;

    private final ServerSocket server;
    private final Manner manner;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();

    /** What it does: says something first, and then something else again and again, after a wait. */
    enum Manner {
        ENDLESS_BODY(OK + "\r\n", KIB, 0),
        ENDLESS_CHUNKS(OK + "Transfer-Encoding: chunked\r\n\r\n", "400\r\n" + KIB + "\r\n", 0),
        ENDLESS_ERROR("HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n", "400\r\n" + KIB + "\r\n", 0),
        ENDLESS_HEADERS(OK, "X-More: " + KIB + "\r\n", 0),
        ENDLESS_HEADER(OK + "X-More: ", KIB, 0),
        ENDLESS_STATUS("HTTP/1.1 200 ", KIB, 0),
        ENDLESS_CONTINUE("", "HTTP/1.1 100 Continue\r\n\r\n", 0),
        ENDLESS_TRAILERS(OK + "Transfer-Encoding: chunked\r\n\r\n0\r\n", "X-More: 1\r\n", 0),
        ENDLESS_CHUNK_SIZE(OK + "Transfer-Encoding: chunked\r\n\r\n", "0".repeat(1_024), 0),
        HUGE_LENGTH(OK + "Content-Length: 9223372036854775807\r\n\r\n", KIB, 0),
        ANSWERS_TO_WHAT_WAS_NOT_ASKED(OK + "Content-Length: 0\r\n\r\n", OK + "Content-Length: 0\r\n\r\n", 0),
        BYTE_A_MINUTE(OK + "Content-Length: 100\r\n\r\n", "x", 60_000),
        HEADER_A_MINUTE(OK, "X", 60_000),
        SILENT("", "", 60_000),
        /** Accepts and reads nothing; the buffers of the kernel are small. */
        DEAF("", "", 60_000),
        GARBAGE("", "\0\u0001\u0002\u00ff".repeat(256), 0);

        private final String first;
        private final String again;
        private final int waitMillis;

        Manner(String first, String again, int waitMillis) {
            this.first = first;
            this.again = again;
            this.waitMillis = waitMillis;
        }
    }

    BadReceiver(Manner manner) throws IOException {
        this.manner = manner;
        this.server = new ServerSocket();
        if (manner == Manner.DEAF) {
            server.setReceiveBufferSize(1_024);
        }
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        daemon(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/" + manner;
    }

    /** How often it was called. */
    int connections() {
        return connections.get();
    }

    private void accept() throws IOException {
        while (true) {
            var socket = server.accept();
            open.add(socket);
            connections.incrementAndGet();
            daemon(() -> answer(socket));
        }
    }

    private void answer(Socket socket) throws IOException, InterruptedException {
        try (socket) {
            socket.setSendBufferSize(SEND_BUFFER_BYTES);
            if (manner != Manner.DEAF) {
                socket.getInputStream().read(new byte[8_192]);
            }
            write(socket.getOutputStream(), manner.first);
            while (true) {
                write(socket.getOutputStream(), manner.again);
                TimeUnit.MILLISECONDS.sleep(Math.max(1, manner.waitMillis));
            }
        } finally {
            open.remove(socket);
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(ISO_8859_1));
        out.flush();
    }

    /** Work that ends with its socket. */
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static void daemon(Work work) {
        var thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException | InterruptedException closed) {
                // The node hung up, as it should.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (var socket : open) {
            socket.close();
        }
    }
}
