package org.openmns.http;

import org.apache.pekko.util.ByteString;

/**
 * Finds the line of a chunk's size that never ends. It can only be made of leading zeros and of blanks, and Pekko reads it
 * anew, from its start, with every piece that arrives: eight megabytes of it kept a core busy for as long as they were let.
 */
final class EndlessLine {

    /** More than any line, and more zeros or blanks in a row than a body has whose chunks we should take. */
    private static final int BYTES_MAX = 64 * 1_024;

    private int run;

    /** Whether with this piece so much has arrived that could be such a line. */
    boolean isReachedBy(ByteString piece) {
        var last = lastOther(piece);
        run = last < 0 ? run + piece.length() : piece.length() - 1 - last;
        return run > BYTES_MAX;
    }

    private static int lastOther(ByteString piece) {
        var at = piece.length() - 1;
        while (at >= 0 && isFiller(piece.apply(at))) {
            at--;
        }
        return at;
    }

    private static boolean isFiller(byte each) {
        return each == '0' || each == ' ' || each == '\t';
    }
}
