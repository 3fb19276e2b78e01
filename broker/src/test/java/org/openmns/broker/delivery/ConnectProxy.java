package org.openmns.broker.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.openmns.broker.Daemon;
import org.openmns.broker.delivery.Sink.Received;

/** An HTTP proxy that knows CONNECT only, and takes this machine for every address; keeps what it was asked. */
final class ConnectProxy implements AutoCloseable {

    static final String YES = "HTTP/1.1 200 Connection established\r\n\r\n";

    private static final String NO = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n";

    /** Says nothing, and holds the line. */
    static final String SILENCE = "silence";

    final BlockingQueue<Received> asked = new LinkedBlockingQueue<>();

    /** What it answers: {@link #YES} connects, any other text is sent before it hangs up. */
    volatile String answer = YES;

    /** The address that it answers 502 for, whatever else it answers. */
    volatile String unreachable = "none";

    private final ServerSocket server;

    ConnectProxy() throws IOException {
        this(0);
    }

    ConnectProxy(int port) throws IOException {
        server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
        Daemon.run(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() throws IOException {
        while (true) {
            var client = server.accept();
            Daemon.run(() -> converse(client));
        }
    }

    private void converse(Socket client) throws IOException {
        try (client) {
            var in = new BufferedInputStream(client.getInputStream());
            var request = new Received(Sink.head(in), "");
            asked.add(request);
            var said = request.head().get(0).contains(" " + unreachable + ":") ? NO : answer;
            if (said.equals(SILENCE)) {
                in.read();
            } else if (said.equals(YES)) {
                tunnel(client, in, Integer.parseInt(request.head().get(0).replaceAll(".*:(\\d+) .*", "$1")));
            } else {
                client.getOutputStream().write(said.getBytes(UTF_8));
            }
        }
    }

    private static void tunnel(Socket client, BufferedInputStream in, int port) throws IOException {
        try (var target = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.getOutputStream().write(YES.getBytes(UTF_8));
            Daemon.run(() -> {
                target.getInputStream().transferTo(client.getOutputStream());
                client.close();
            });
            in.transferTo(target.getOutputStream());
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
