package org.openmns.bench.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** One connection of an event loop: whole HTTP messages in, bytes out. */
public final class Connection implements EventLoop.Ready {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SocketChannel channel;
    private final SelectionKey key;
    private final Handler handler;
    private final Message message = new Message();
    private ByteBuffer unsent = NOTHING;

    Connection(SocketChannel channel, SelectionKey key, Handler handler) {
        this.channel = channel;
        this.key = key;
        this.handler = handler;
    }

    /** What is done with what arrives. */
    public interface Handler {

        /** The message is only good until this returns. */
        void received(Connection connection, Message message);

        /** The other side has gone, or spoke no HTTP. */
        default void closed(Connection connection) {}
    }

    /** Sends all of it, what the socket does not take at once when it does; the array may be reused at once. */
    public void send(byte[] bytes) {
        try {
            var rest = ByteBuffer.wrap(bytes);
            if (!unsent.hasRemaining()) {
                channel.write(rest);
            }
            if (rest.hasRemaining()) {
                keep(rest);
            }
        } catch (IOException broken) {
            broken();
        }
    }

    /** Says nothing to the handler. */
    public void close() {
        try {
            channel.close();
        } catch (IOException gone) {
            // It is closed then.
        }
    }

    /** Whether it may be used. */
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void ready(SelectionKey ready) {
        try {
            if (ready.isValid() && ready.isWritable()) {
                sendRest();
            }
            if (ready.isValid() && ready.isReadable()) {
                read();
            }
        } catch (IOException broken) {
            broken();
        }
    }

    private void read() throws IOException {
        var goesOn = message.readFrom(channel);
        while (channel.isOpen() && message.next()) {
            handler.received(this, message);
        }
        if (!goesOn) {
            broken();
        }
    }

    private void broken() {
        if (channel.isOpen()) {
            close();
            handler.closed(this);
        }
    }

    private void keep(ByteBuffer rest) {
        var all = ByteBuffer.allocate(unsent.remaining() + rest.remaining());
        unsent = all.put(unsent).put(rest).flip();
        key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    }

    private void sendRest() throws IOException {
        channel.write(unsent);
        if (!unsent.hasRemaining()) {
            unsent = NOTHING;
            key.interestOps(SelectionKey.OP_READ);
        }
    }
}
