package org.openmns.broker.store;

import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * How Pekko's Jackson serialiser begins what it has packed with LZ4: a number that says so, and how long it was before. A
 * hostile publisher's events may become two hundred times as long again when they are read.
 */
final class Lz4Head {

    /** How much of a payload it takes. */
    static final int BYTES = 2 * Integer.BYTES;

    private static final int MAGIC = 0x87D96DF6;

    private Lz4Head() {}

    /** How long what begins so is in memory; empty where it is not packed. */
    static OptionalLong unpackedSize(byte[] head) {
        if (head.length < BYTES) {
            return OptionalLong.empty();
        }
        var numbers = ByteBuffer.wrap(head);
        return numbers.getInt() == MAGIC ? OptionalLong.of(numbers.getInt()) : OptionalLong.empty();
    }
}
