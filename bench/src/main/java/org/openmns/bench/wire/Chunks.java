package org.openmns.bench.wire;

/** A body in chunks: {@code size in hexadecimal, line end, data, line end}, and so on to a chunk of nothing. */
final class Chunks {

    private Chunks() {}

    /** Behind the last chunk of the body that begins here, or -1 where it has not arrived yet; trailers are not known. */
    static int end(byte[] bytes, int from, int end) {
        for (var at = from; ; ) {
            var data = behindLine(bytes, at, end);
            if (data < 0) {
                return -1;
            }
            var size = size(bytes, at);
            at = data + size + 2;
            if (at > end || at < 0) {
                return -1;
            }
            if (size == 0) {
                return at;
            }
        }
    }

    /** Moves the data of a whole body together to where it begins; answers where the data ends. */
    static int join(byte[] bytes, int from) {
        var joined = from;
        var at = from;
        for (var size = size(bytes, at); size > 0; size = size(bytes, at)) {
            var data = behindLine(bytes, at, bytes.length);
            System.arraycopy(bytes, data, bytes, joined, size);
            joined += size;
            at = data + size + 2;
        }
        return joined;
    }

    private static int behindLine(byte[] bytes, int from, int end) {
        for (var at = from; at < end; at++) {
            if (bytes[at] == '\n') {
                return at + 1;
            }
        }
        return -1;
    }

    private static int size(byte[] bytes, int from) {
        var size = 0;
        for (var at = from; Character.digit(bytes[at], 16) >= 0; at++) {
            size = (size << 4) | Character.digit(bytes[at], 16);
        }
        return size;
    }
}
