package org.openmns.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Strict UTF-8: Jackson lets overlong forms and encoded surrogates pass, and skips what it need not read. */
final class Utf8 {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long NOT_ASCII = 0x8080_8080_8080_8080L;
    private static final int DECODED_AT_ONCE = 1_024;

    private Utf8() {}

    /** Index of the first byte that is not UTF-8, or -1. */
    static int firstInvalid(byte[] bytes) {
        int ascii = asciiLength(bytes);
        return ascii == bytes.length ? -1 : firstInvalid(bytes, ascii);
    }

    /** Length of the part that is surely ASCII: most events are so to the end, and eight bytes a step tell it fast. */
    private static int asciiLength(byte[] bytes) {
        int index = 0;
        while (index + Long.BYTES <= bytes.length && ((long) LONGS.get(bytes, index) & NOT_ASCII) == 0) {
            index += Long.BYTES;
        }
        while (index < bytes.length && bytes[index] >= 0) {
            index++;
        }
        return index;
    }

    private static int firstInvalid(byte[] bytes, int start) {
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        var rest = ByteBuffer.wrap(bytes, start, bytes.length - start);
        var decoded = CharBuffer.allocate(DECODED_AT_ONCE);
        while (true) {
            var result = decoder.decode(rest, decoded.clear(), true);
            if (!result.isOverflow()) {
                return result.isError() ? rest.position() : -1;
            }
        }
    }
}
