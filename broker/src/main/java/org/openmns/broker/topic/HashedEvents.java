package org.openmns.broker.topic;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import org.openmns.broker.topic.TopicFact.EventsPublished;
import org.openmns.event.Offset;

/**
 * What knowing a run of events again takes: of each its hash, its offset and when it was published. 28 bytes an event in
 * the very form in which it is stored: a version, then the events. For one thread.
 *
 * <p>The version stands for {@link IdHash} too: bytes of another one cannot be read, and the log is read in their place.
 */
final class HashedEvents {

    private static final byte VERSION = 1;
    private static final int HEADER_BYTES = 1;
    private static final int EVENT_BYTES = 28;
    private static final int EVENTS_MIN = 64;

    /** One event of the run. */
    interface Consumer {
        void accept(long hashHigh, long hashLow, long offset, int second);
    }

    private ByteBuffer bytes;

    HashedEvents() {
        this(ByteBuffer.allocate(HEADER_BYTES + EVENTS_MIN * EVENT_BYTES).put(VERSION));
    }

    private HashedEvents(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** What was stored; empty where this version does not know its form. */
    static Optional<HashedEvents> read(byte[] stored) {
        var isKnown = stored.length > 0 && stored[0] == VERSION && (stored.length - HEADER_BYTES) % EVENT_BYTES == 0;
        return isKnown
                ? Optional.of(new HashedEvents(ByteBuffer.wrap(stored).position(stored.length)))
                : Optional.empty();
    }

    /** What is stored. */
    byte[] toBytes() {
        var stored = new byte[bytes.position()];
        bytes.duplicate().flip().get(stored);
        return stored;
    }

    int size() {
        return (bytes.position() - HEADER_BYTES) / EVENT_BYTES;
    }

    void add(EventsPublished row) {
        var second = second(row.at());
        for (var i = 0; i < row.events().size(); i++) {
            var id = row.events().get(i).id();
            makeRoom(EVENT_BYTES);
            bytes.putLong(IdHash.high(id)).putLong(IdHash.low(id));
            bytes.putLong(Offset.of(row.sequence(), i)).putInt(second);
        }
    }

    void addAll(HashedEvents others) {
        var added = others.bytes.duplicate().flip().position(HEADER_BYTES);
        makeRoom(added.remaining());
        bytes.put(added);
    }

    /** Each event, in the order in which they were added. */
    void forEach(Consumer consumer) {
        var rest = bytes.duplicate().flip().position(HEADER_BYTES);
        while (rest.hasRemaining()) {
            consumer.accept(rest.getLong(), rest.getLong(), rest.getLong(), rest.getInt());
        }
    }

    /** As it is stored: 32 bits, which overflow in 2038, so that only differences mean anything. */
    static int second(Instant at) {
        return (int) at.getEpochSecond();
    }

    private void makeRoom(int added) {
        if (bytes.remaining() < added) {
            var grown = ByteBuffer.allocate(Math.max(bytes.capacity() * 2, bytes.position() + added));
            bytes = grown.put(bytes.flip());
        }
    }
}
