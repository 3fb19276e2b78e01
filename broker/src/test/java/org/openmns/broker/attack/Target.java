package org.openmns.broker.attack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The port of the node as an attacker has it: bare sockets, all from one address that nobody else uses. */
final class Target implements AutoCloseable {

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3}) ");
    private static final int READ_TIMEOUT_MILLIS = 8_000;
    private static final String SOURCE = "127.0.0.66";

    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    Target(int port) {
        this.port = port;
    }

    Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.getByName(SOURCE), 0);
        socket.setSoTimeout(READ_TIMEOUT_MILLIS);
        open.add(socket);
        return socket;
    }

    void close(Socket socket) throws IOException {
        open.remove(socket);
        socket.close();
    }

    /** Sends a request piece by piece and answers what came back until the node closed; nothing where it just closed. */
    String exchange(Shape shape) throws IOException {
        var socket = connect();
        try {
            shape.send(socket.getOutputStream());
        } catch (IOException closedEarly) {
            // What it said before is read next.
        }
        try {
            var read = new ByteArrayOutputStream();
            readAll(socket, read);
            return read.toString(ISO_8859_1);
        } finally {
            close(socket);
        }
    }

    private static void readAll(Socket socket, ByteArrayOutputStream read) {
        try {
            socket.getInputStream().transferTo(read);
        } catch (IOException reset) {
            // What arrived before the reset counts.
        }
    }

    /** The status of each answer in this text. */
    static int[] statuses(String answers) {
        return STATUS.matcher(answers)
                .results()
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .toArray();
    }

    /** Ends whatever is still being sent or read. */
    @Override
    public void close() throws IOException {
        for (var socket : open) {
            close(socket);
        }
    }
}
