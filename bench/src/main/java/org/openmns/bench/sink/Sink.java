package org.openmns.bench.sink;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import org.openmns.bench.event.Clock;
import org.openmns.bench.event.Stamp;
import org.openmns.bench.wire.Connection;
import org.openmns.bench.wire.EventLoop;
import org.openmns.bench.wire.Message;

/**
 * Receives deliveries on {@code /s/<group>/<path>} in a process of its own. {@code GET /stats} tells what came,
 * {@code GET /count} how much, {@code POST /reset} forgets it, {@code POST /window} begins another window of latencies. Two more
 * ports never answer and answer 500. Prints its three ports.
 */
public final class Sink implements Connection.Handler {

    private static final byte[] DELIVERY = "POST /s/".getBytes(US_ASCII);
    private static final byte[] COUNT = "GET /count".getBytes(US_ASCII);
    private static final byte[] NO_CONTENT = "HTTP/1.1 204 No Content\r\n\r\n".getBytes(US_ASCII);
    private static final byte[] NOT_FOUND = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".getBytes(US_ASCII);
    private static final byte[] FAILED =
            "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n".getBytes(US_ASCII);

    private Tally tally = new Tally(Clock.micros());

    private Sink() {}

    /** Starts on free ports. */
    public static void main(String[] arguments) throws IOException {
        try (var loop = EventLoop.open()) {
            var receiving = loop.listen(0, new Sink());
            var hanging = loop.listen(0, (connection, message) -> {});
            var failing = loop.listen(0, (connection, message) -> connection.send(FAILED));
            System.out.println("sink " + receiving + " " + hanging + " " + failing);
            loop.run();
        }
    }

    @Override
    public void received(Connection connection, Message message) {
        if (message.startsWith(DELIVERY)) {
            count(message);
            connection.send(NO_CONTENT);
        } else if (message.startsWith(COUNT)) {
            connection.send(ok(Long.toString(tally.distinct())));
        } else {
            connection.send(control(message.firstLine()));
        }
    }

    private void count(Message message) {
        var path = new Path(message.bytes(), message.begin() + DELIVERY.length);
        var group = path.number();
        var number = path.number();
        var stamp = Stamp.read(message.bytes(), message.bodyBegin(), message.bodyEnd());
        if (stamp.isEmpty() || group >= Tally.GROUPS) {
            tally.receivedForeign();
        } else {
            tally.received(group, number, stamp.get(), Clock.micros());
        }
    }

    private byte[] control(String line) {
        return switch (line.substring(0, line.lastIndexOf(' '))) {
            case "GET /stats" -> ok(stats().encode());
            case "POST /reset" -> {
                tally = new Tally(Clock.micros());
                yield NO_CONTENT;
            }
            case "POST /window" -> {
                tally.beginWindow();
                yield NO_CONTENT;
            }
            default -> NOT_FOUND;
        };
    }

    private JsonObject stats() {
        var groups = new JsonArray();
        for (var group = 0; group < Tally.GROUPS; group++) {
            groups.add(tally.received(group).json());
        }
        return new JsonObject().put("groups", groups);
    }

    private static byte[] ok(String body) {
        return ("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body).getBytes(US_ASCII);
    }

    /** The numbers of a path, one after the other. */
    private static final class Path {

        private final byte[] bytes;
        private int at;

        private Path(byte[] bytes, int at) {
            this.bytes = bytes;
            this.at = at;
        }

        private int number() {
            var value = 0;
            for (; bytes[at] >= '0' && bytes[at] <= '9'; at++) {
                value = value * 10 + bytes[at] - '0';
            }
            at++;
            return value;
        }
    }
}
