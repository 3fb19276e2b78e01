package org.openmns.broker.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openmns.broker.Daemon;

/** An endpoint on bare sockets, which can misbehave in every way; keeps what it received as it came. */
final class Sink implements AutoCloseable {

    final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    final AtomicInteger connections = new AtomicInteger();
    final CountDownLatch hungUp = new CountDownLatch(1);

    private final ServerSocket server;
    private final Answer answer;

    /** What this endpoint says to a request. Returning means ready for the next one. */
    interface Answer {
        void to(Received request, OutputStream out) throws IOException, InterruptedException;
    }

    /** A request: its lines as sent, and its body. */
    record Received(List<String> head, String body) {

        String header(String name) {
            return head.stream()
                    .filter(line -> line.regionMatches(true, 0, name + ": ", 0, name.length() + 2))
                    .map(line -> line.substring(name.length() + 2))
                    .findFirst()
                    .orElse("");
        }
    }

    Sink(Answer answer) throws IOException {
        this(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), answer);
    }

    Sink(ServerSocket server, Answer answer) {
        this.server = server;
        this.answer = answer;
        Daemon.run(this::accept);
    }

    /** Answers with this text, line breaks written as {@code \n}. */
    static Answer says(String text) {
        return (request, out) -> write(out, text.replace("\n", "\r\n"));
    }

    static Answer status(int status) {
        return says("HTTP/1.1 " + status + " Whatever\nContent-Length: 0\n\n");
    }

    static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(UTF_8));
        out.flush();
    }

    String url() {
        return "http://127.0.0.1:" + port() + "/hooks/mns?key=hidden";
    }

    int port() {
        return server.getLocalPort();
    }

    Received next() throws InterruptedException {
        var next = received.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing received");
        }
        return next;
    }

    boolean wasHungUp() throws InterruptedException {
        return hungUp.await(10, TimeUnit.SECONDS);
    }

    private void accept() throws IOException {
        while (true) {
            var socket = server.accept();
            Daemon.run(() -> converse(socket));
        }
    }

    private void converse(Socket socket) throws InterruptedException {
        try (socket) {
            var in = new BufferedInputStream(socket.getInputStream());
            connections.incrementAndGet();
            for (var head = head(in); !head.isEmpty(); head = head(in)) {
                var length = new Received(head, "").header("Content-Length");
                var body = new String(in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length)), UTF_8);
                var request = new Received(head, body);
                received.add(request);
                answer.to(request, socket.getOutputStream());
            }
        } catch (IOException gone) {
            // The client hung up, or the TLS handshake failed.
        } finally {
            hungUp.countDown();
        }
    }

    /** The lines of a request up to the empty one; none where the client has hung up. */
    static List<String> head(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        for (var next = in.read(); next != -1; next = in.read()) {
            head.write(next);
            var text = head.toString(UTF_8);
            if (text.endsWith("\r\n\r\n")) {
                return Arrays.asList(text.strip().split("\r\n"));
            }
        }
        return List.of();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
