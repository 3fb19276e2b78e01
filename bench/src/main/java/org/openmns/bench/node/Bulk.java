package org.openmns.bench.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.openmns.bench.wire.Connection;
import org.openmns.bench.wire.EventLoop;
import org.openmns.bench.wire.Message;

/** Many requests to one node, over many connections, as fast as they are answered: a million subscriptions take minutes. */
public final class Bulk {

    private static final Set<Integer> AGAIN = Set.of(429, 503);
    private static final long AGAIN_MILLIS = 200;

    /** About a minute of being told to come again, or of no connection, by every one of the connections. */
    private static final int AGAIN_MAX = 10_000;

    private final EventLoop loop;
    private final InetSocketAddress node;
    private final Work work;
    private final int requests;
    private int begun;
    private int done;
    private int again;
    private @Nullable IOException failure;

    private Bulk(EventLoop loop, URI node, int requests, Work work) {
        this.loop = loop;
        this.node = new InetSocketAddress(node.getHost(), node.getPort());
        this.requests = requests;
        this.work = work;
    }

    /** The request with each index, the status of a good answer, and what becomes of its body. */
    public record Work(IntFunction<byte[]> request, Set<Integer> statuses, Answers answers) {

        public Work {
            statuses = Set.copyOf(statuses);
        }

        /** Where bodies are of no interest. */
        public Work(IntFunction<byte[]> request, int status) {
            this(request, Set.of(status), (index, body) -> {});
        }
    }

    /** What becomes of answers. */
    public interface Answers {

        void answered(int index, String body);
    }

    /** Sends so many requests, and answers how many seconds that took. */
    public static double send(URI node, int connections, int requests, Work work) throws IOException {
        var start = System.nanoTime();
        if (requests > 0) {
            try (var loop = EventLoop.open()) {
                new Bulk(loop, node, requests, work).run(Math.min(connections, requests));
            }
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private void run(int connections) throws IOException {
        for (var index = 0; index < connections; index++) {
            new Sender().sendNext();
        }
        loop.run();
        if (failure != null) {
            throw failure;
        }
    }

    private void fail(String why) {
        failure = new IOException(why);
        loop.stop();
    }

    /** One connection, and the request that it is about. */
    private final class Sender implements Connection.Handler {

        private @Nullable Connection connection;
        private boolean busy;
        private int index;

        private void sendNext() {
            busy = begun < requests;
            if (busy) {
                index = begun++;
                send();
            }
        }

        private void send() {
            try {
                if (connection == null || !connection.isOpen()) {
                    connection = loop.connect(node, this);
                }
                connection.send(work.request.apply(index));
            } catch (IOException unreachable) {
                sendAgain("no connection");
            }
        }

        private void sendAgain(String why) {
            if (again++ > AGAIN_MAX) {
                fail("the node keeps refusing: " + why);
            } else {
                loop.after(AGAIN_MILLIS, this::send);
            }
        }

        @Override
        public void received(Connection from, Message answer) {
            if (answer.closes()) {
                from.close();
            }
            if (work.statuses.contains(answer.status())) {
                work.answers.answered(index, answer.body());
                done++;
                if (done == requests) {
                    loop.stop();
                }
                sendNext();
            } else if (AGAIN.contains(answer.status())) {
                sendAgain(answer.firstLine());
            } else {
                fail("the node answered " + answer.firstLine() + " " + answer.body());
            }
        }

        @Override
        public void closed(Connection from) {
            loop.after(0, () -> {
                if (busy) {
                    sendAgain("it ended the connection");
                }
            });
        }
    }
}
