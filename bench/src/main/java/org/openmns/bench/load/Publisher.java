package org.openmns.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openmns.bench.event.PublishRequest;
import org.openmns.bench.wire.Connection;
import org.openmns.bench.wire.EventLoop;
import org.openmns.bench.wire.Message;

/** One connection to a node: one request at a time, connected again where the node ended it. */
final class Publisher implements Connection.Handler {

    private static final byte[] REFUSED = "\"validationErrors\"".getBytes(US_ASCII);

    private final EventLoop loop;
    private final InetSocketAddress node;
    private final List<PublishRequest> requests;
    private @Nullable Connection connection;
    private @Nullable Open open;

    /** A publisher of these events, one request for each type. */
    Publisher(EventLoop loop, URI node, List<PublishRequest> requests) {
        this.loop = loop;
        this.node = new InetSocketAddress(node.getHost(), node.getPort());
        this.requests = requests;
    }

    /** The request under way: due when, so many events, and who waits for the answer. */
    private record Open(long dueMicros, int events, Phase phase) {}

    /** How many events one request publishes. */
    int eventsPerRequest() {
        return requests.get(0).events();
    }

    boolean isIdle() {
        return open == null;
    }

    /** Publishes the events from this number on; the phase hears how it went, in any case and never before this returns. */
    void publish(long dueMicros, long number, Phase phase) {
        var request = requests.get((int) (number / eventsPerRequest() % requests.size()));
        open = new Open(dueMicros, request.events(), phase);
        try {
            connected().send(request.next(dueMicros, number));
        } catch (IOException unreachable) {
            loop.after(0, () -> answered(0));
        }
    }

    /** Ends what has been open since before this time. */
    void giveUp(long beforeMicros) {
        if (open != null && open.dueMicros < beforeMicros && connection != null) {
            connection.close();
            answered(0);
        }
    }

    private Connection connected() throws IOException {
        if (connection == null || !connection.isOpen()) {
            connection = loop.connect(node, this);
        }
        return connection;
    }

    @Override
    public void received(Connection from, Message answer) {
        if (answer.closes()) {
            from.close();
        }
        // Any good answer: other brokers say 201 or 202.
        answered(answer.status() / 100 == 2 ? eventsPerRequest() - refused(answer) : 0);
    }

    @Override
    public void closed(Connection from) {
        // The connection may break while it is being written to: the phase expects no answer before it has asked.
        loop.after(0, () -> {
            if (from == connection) {
                answered(0);
            }
        });
    }

    private void answered(int accepted) {
        var answered = open;
        if (answered != null) {
            open = null;
            answered.phase.answered(this, answered.dueMicros, accepted, answered.events - accepted);
        }
    }

    /** Of a batch. */
    private int refused(Message answer) {
        if (eventsPerRequest() == 1) {
            return 0;
        }
        var refused = 0;
        var bytes = answer.bytes();
        for (var at = answer.bodyBegin(); at + REFUSED.length <= answer.bodyEnd(); at++) {
            if (bytes[at + 1] == 'v' && Arrays.equals(bytes, at, at + REFUSED.length, REFUSED, 0, REFUSED.length)) {
                refused++;
            }
        }
        return refused;
    }
}
