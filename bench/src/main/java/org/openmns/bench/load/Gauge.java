package org.openmns.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.function.LongConsumer;
import org.openmns.bench.wire.Connection;
import org.openmns.bench.wire.EventLoop;
import org.openmns.bench.wire.Message;

/** Asks the sink all the time how much it has received, so that publishers can wait for deliveries. */
final class Gauge implements Connection.Handler {

    /** 100 small requests a second cost a hundredth of what they measure. */
    private static final long EVERY_MILLIS = 10;

    private final EventLoop loop;
    private final byte[] request;
    private final LongConsumer reading;
    private final Connection connection;

    private Gauge(EventLoop loop, URI sink, LongConsumer reading) throws IOException {
        this.loop = loop;
        this.reading = reading;
        request = ("GET /count HTTP/1.1\r\nHost: " + sink.getAuthority() + "\r\n\r\n").getBytes(US_ASCII);
        connection = loop.connect(new InetSocketAddress(sink.getHost(), sink.getPort()), this);
    }

    /** Reads until it is closed. */
    static Gauge start(EventLoop loop, URI sink, LongConsumer reading) throws IOException {
        var gauge = new Gauge(loop, sink, reading);
        gauge.ask();
        return gauge;
    }

    void close() {
        connection.close();
    }

    private void ask() {
        if (connection.isOpen()) {
            connection.send(request);
        }
    }

    @Override
    public void received(Connection from, Message answer) {
        loop.after(EVERY_MILLIS, this::ask);
        reading.accept(Long.parseLong(answer.body()));
    }
}
