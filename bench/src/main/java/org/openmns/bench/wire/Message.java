package org.openmns.bench.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/**
 * The requests or answers of one connection, found one after the other in the bytes as they come: the head's end, the
 * length of the body, nothing else. No string is made of what nobody asks for.
 */
public final class Message {

    private static final int BYTES_FIRST = 8 * 1_024;
    private static final int BYTES_MAX = 16 * 1_024 * 1_024;
    private static final byte[] CONTENT_LENGTH = "content-length:".getBytes(ISO_8859_1);
    private static final byte[] TRANSFER_ENCODING = "transfer-encoding:".getBytes(ISO_8859_1);
    private static final byte[] CONNECTION_CLOSE = "connection: close".getBytes(ISO_8859_1);
    private static final int STATUS_AT = "HTTP/1.1 ".length();

    private byte[] bytes = new byte[BYTES_FIRST];
    private int begin;
    private int end;
    private int searched;
    private int bodyBegin;
    private int bodyEnd;
    private int behind;
    private int contentLength;
    private boolean chunked;
    private boolean closes;

    Message() {}

    /** Whether there will be more. */
    boolean readFrom(SocketChannel channel) throws IOException {
        if (behind == end) {
            begin = behind = searched = end = 0;
        }
        makeRoom();
        var read = channel.read(ByteBuffer.wrap(bytes, end, bytes.length - end));
        end += Math.max(0, read);
        return read >= 0;
    }

    /** Goes on to the next message; false where it is not whole yet. */
    boolean next() throws ProtocolException {
        begin = behind;
        var headEnd = headEnd(Math.max(begin, searched));
        if (headEnd < 0) {
            searched = Math.max(begin, end - 3);
            return false;
        }
        searched = headEnd - 4;
        readHead(headEnd);
        bodyBegin = headEnd;
        return chunked ? chunksAreWhole() : bodyIsWhole(headEnd + contentLength, headEnd + contentLength);
    }

    /** Of an answer. */
    public int status() {
        return (bytes[begin + STATUS_AT] - '0') * 100
                + (bytes[begin + STATUS_AT + 1] - '0') * 10
                + bytes[begin + STATUS_AT + 2]
                - '0';
    }

    /** The first line. */
    public String firstLine() {
        var lineEnd = begin;
        while (bytes[lineEnd] != '\r') {
            lineEnd++;
        }
        return new String(bytes, begin, lineEnd - begin, ISO_8859_1);
    }

    /** Whether it begins so. */
    public boolean startsWith(byte[] prefix) {
        return Arrays.equals(bytes, begin, Math.min(end, begin + prefix.length), prefix, 0, prefix.length);
    }

    /** Where the message begins in {@link #bytes}. */
    public int begin() {
        return begin;
    }

    /** What the connection has read; the message is part of it. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where the body begins in {@link #bytes}. */
    public int bodyBegin() {
        return bodyBegin;
    }

    /** Behind the body. */
    public int bodyEnd() {
        return bodyEnd;
    }

    /** The body as text, byte by byte. */
    public String body() {
        return new String(bytes, bodyBegin, bodyEnd - bodyBegin, ISO_8859_1);
    }

    /** Whether the other side ends the connection behind it. */
    public boolean closes() {
        return closes;
    }

    private void makeRoom() throws ProtocolException {
        if (end < bytes.length) {
            return;
        }
        if (behind > 0) {
            System.arraycopy(bytes, behind, bytes, 0, end - behind);
            searched = Math.max(0, searched - behind);
            end -= behind;
            begin = behind = 0;
        } else if (bytes.length < BYTES_MAX) {
            bytes = Arrays.copyOf(bytes, bytes.length * 4);
        } else {
            throw new ProtocolException("a message larger than " + BYTES_MAX + " bytes");
        }
    }

    /** Behind the empty line, or -1. */
    private int headEnd(int from) {
        for (var at = from; at + 3 < end; at++) {
            if (bytes[at] == '\r' && bytes[at + 2] == '\r' && bytes[at + 1] == '\n' && bytes[at + 3] == '\n') {
                return at + 4;
            }
        }
        return -1;
    }

    private void readHead(int headEnd) {
        contentLength = 0;
        chunked = closes = false;
        for (var at = begin; at < headEnd; at++) {
            if (bytes[at] == '\n') {
                readHeader(at + 1);
            }
        }
    }

    private void readHeader(int at) {
        if (isAt(at, CONTENT_LENGTH)) {
            contentLength = decimal(at + CONTENT_LENGTH.length);
        } else if (isAt(at, TRANSFER_ENCODING)) {
            chunked = true;
        } else if (isAt(at, CONNECTION_CLOSE)) {
            closes = true;
        }
    }

    /** Whatever the case of the header's letters. */
    private boolean isAt(int at, byte[] lowerCase) {
        var index = 0;
        while (index < lowerCase.length && at + index < end && (bytes[at + index] | 0x20) == lowerCase[index]) {
            index++;
        }
        return index == lowerCase.length;
    }

    private int decimal(int from) {
        var at = from;
        while (bytes[at] == ' ') {
            at++;
        }
        var value = 0;
        for (; bytes[at] >= '0' && bytes[at] <= '9' && value < BYTES_MAX; at++) {
            value = value * 10 + bytes[at] - '0';
        }
        return value;
    }

    private boolean bodyIsWhole(int dataEnd, int messageEnd) {
        if (messageEnd > end) {
            return false;
        }
        bodyEnd = dataEnd;
        behind = messageEnd;
        return true;
    }

    private boolean chunksAreWhole() {
        var messageEnd = Chunks.end(bytes, bodyBegin, end);
        return messageEnd >= 0 && bodyIsWhole(Chunks.join(bytes, bodyBegin), messageEnd);
    }
}
