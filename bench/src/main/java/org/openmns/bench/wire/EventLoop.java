package org.openmns.bench.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** One thread that reads connections when they are ready, and runs tasks and timers between; nothing on it is locked. */
public final class EventLoop implements AutoCloseable {

    private static final int CONNECT_MILLIS_MAX = 5_000;
    private static final int BACKLOG = 1_024;

    private final Selector selector;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private boolean stopped;

    private EventLoop(Selector selector) {
        this.selector = selector;
    }

    /** A loop that stands still until {@link #run}. */
    public static EventLoop open() throws IOException {
        return new EventLoop(Selector.open());
    }

    private record Timer(long dueNanos, Runnable task) implements Comparable<Timer> {

        @Override
        public int compareTo(Timer other) {
            return Long.signum(dueNanos - other.dueNanos);
        }
    }

    /** Works until a task says {@link #stop}. */
    public void run() throws IOException {
        while (!stopped) {
            selector.select(EventLoop::ready, waitMillis());
            for (var task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
            while (!timers.isEmpty() && timers.peek().dueNanos - System.nanoTime() <= 0) {
                timers.remove().task.run();
            }
        }
    }

    /** On the loop's own thread. */
    public void stop() {
        stopped = true;
    }

    /** Runs a task on the loop, from any thread. */
    public void execute(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    /** Runs a task later; on the loop's own thread. */
    public void after(long millis, Runnable task) {
        timers.add(new Timer(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis), task));
    }

    /** Accepts on a port of this machine, 0 for a free one, and answers which. */
    public int listen(int port, Connection.Handler handler) throws IOException {
        var server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT, (Ready) key -> accept(server, handler));
        return server.socket().getLocalPort();
    }

    /** Connects before it returns: what is connected to is near. */
    public Connection connect(InetSocketAddress address, Connection.Handler handler) throws IOException {
        var channel = SocketChannel.open();
        try {
            channel.socket().connect(address, CONNECT_MILLIS_MAX);
            return register(channel, handler);
        } catch (IOException | RuntimeException failed) {
            channel.close();
            throw failed;
        }
    }

    private void accept(ServerSocketChannel server, Connection.Handler handler) throws IOException {
        for (var channel = server.accept(); channel != null; channel = server.accept()) {
            register(channel, handler);
        }
    }

    private Connection register(SocketChannel channel, Connection.Handler handler) throws IOException {
        channel.configureBlocking(false);
        channel.socket().setTcpNoDelay(true);
        var key = channel.register(selector, SelectionKey.OP_READ);
        var connection = new Connection(channel, key, handler);
        key.attach(connection);
        return connection;
    }

    private static void ready(SelectionKey key) {
        try {
            ((Ready) key.attachment()).ready(key);
        } catch (IOException unusable) {
            throw new UncheckedIOException(unusable);
        }
    }

    /** 0 waits for ever. */
    private long waitMillis() {
        var next = timers.peek();
        return next == null ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(next.dueNanos - System.nanoTime()) + 1);
    }

    /** What a key of the selector stands for. */
    interface Ready {

        void ready(SelectionKey key) throws IOException;
    }

    @Override
    public void close() throws IOException {
        for (var key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
