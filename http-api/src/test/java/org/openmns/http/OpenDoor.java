package org.openmns.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;

/** A door on a real port, to which a client may say anything, byte by byte. */
final class OpenDoor implements AutoCloseable {

    private static final int READ_TIMEOUT_MILLIS = 10_000;

    private final ActorTestKit actors = ActorTestKit.create();
    private final OpenPort port;

    /** What is behind it. */
    final Api api;

    OpenDoor() throws Exception {
        this(new ConnectionLimits(1_024, 0, Duration.ofSeconds(10)));
    }

    /** With its own limits to connections. */
    OpenDoor(ConnectionLimits limits) throws Exception {
        this(limits, Duration.ofMillis(500));
    }

    /** And to how long a body may take. */
    OpenDoor(ConnectionLimits limits, Duration bodyTimeout) throws Exception {
        api = new Api(actors, new HttpApi.Limits(256 * 1024, 1024 * 1024, 256 * 1024, bodyTimeout, Api.WAITS));
        port = HttpServer.bind(
                        actors.system(), new HttpServer.Place("127.0.0.1", 0, Optional.empty()), api.door, limits)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    Socket connect() throws IOException {
        return connect(InetAddress.getLoopbackAddress());
    }

    /** From this address of this machine. */
    Socket connect(InetAddress from) throws IOException {
        var socket =
                new Socket(InetAddress.getLoopbackAddress(), port.localAddress().getPort(), from, 0);
        socket.setSoTimeout(READ_TIMEOUT_MILLIS);
        return socket;
    }

    /** Sends these bytes and reads until the server closes. */
    String exchange(String request) throws IOException {
        try (var socket = connect()) {
            send(socket, request);
            return readAll(socket);
        }
    }

    /** Closes the port, as a node that stops. */
    CompletionStage<Done> terminate(Duration timeout) {
        return port.terminate(timeout);
    }

    static void send(Socket socket, String request) throws IOException {
        try {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
        } catch (SocketException closedEarly) {
            // The server may answer and close before it has read everything; what it said is read next.
        }
    }

    static String readAll(Socket socket) throws IOException {
        var read = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(read);
        } catch (SocketException reset) {
            // As above: what arrived before the reset counts.
        }
        return read.toString(ISO_8859_1);
    }

    @Override
    public void close() {
        actors.shutdownTestKit();
    }
}
