package org.openmns.broker.store;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.openmns.cohort.CohortValues;

/**
 * Some thousand values of a cohort as a row holds them: how many NHS numbers, these as four bytes each, then the other texts
 * in UTF-8, each after its length. A stored format, which nodes also send each other.
 *
 * <p>A value's place in the order of all values is its key, in bytes that sort like the values.
 */
public final class CohortPart {

    /** A change of one value writes a row of 16 KB; and 10,400 patients are three rows. */
    static final int VALUES_MAX = 4_096;

    /** A limit for long texts, by their length before it is known exactly; a column of H2 holds 1 MiB. */
    static final int BYTES_MAX = 512 << 10;

    private static final int TEXT_BYTES_MAX_PER_CHAR = 3;
    private static final byte NHS_NUMBER = 0;
    private static final byte TEXT = 1;

    private CohortPart() {}

    /** The bytes of these values. */
    public static byte[] pack(CohortValues values) {
        var bytes = new ByteArrayOutputStream(Integer.BYTES * (values.nhsNumbers() + 1));
        try (var out = new DataOutputStream(bytes)) {
            out.writeInt(values.nhsNumbers());
            for (var place = 0; place < values.nhsNumbers(); place++) {
                out.writeInt(values.nhsNumber(place));
            }
            for (var text : values.texts()) {
                var utf8 = text.getBytes(StandardCharsets.UTF_8);
                out.writeShort(utf8.length);
                out.write(utf8);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return bytes.toByteArray();
    }

    /** The values in these bytes. */
    public static CohortValues unpack(byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        var numbers = new int[in.getInt()];
        in.asIntBuffer().get(numbers);
        in.position(in.position() + Integer.BYTES * numbers.length);
        var texts = new ArrayList<String>();
        while (in.hasRemaining()) {
            var length = Short.toUnsignedInt(in.getShort());
            texts.add(new String(bytes, in.position(), length, StandardCharsets.UTF_8));
            in.position(in.position() + length);
        }
        return CohortValues.ofSorted(numbers, texts);
    }

    /** These values in parts that each fit a row. */
    static List<CohortValues> cut(CohortValues values) {
        var parts = new ArrayList<CohortValues>();
        var from = 0;
        var bytes = 0;
        for (var place = 0; place < values.size(); place++) {
            var more = bytesAt(values, place);
            if (place - from == VALUES_MAX || bytes + more > BYTES_MAX) {
                parts.add(slice(values, from, place));
                from = place;
                bytes = 0;
            }
            bytes += more;
        }
        if (from < values.size()) {
            parts.add(slice(values, from, values.size()));
        }
        return parts;
    }

    private static int bytesAt(CohortValues values, int place) {
        var text = place - values.nhsNumbers();
        return text < 0
                ? Integer.BYTES
                : Short.BYTES
                        + TEXT_BYTES_MAX_PER_CHAR * values.texts().get(text).length();
    }

    /** The values from this place on and before that one. */
    static CohortValues slice(CohortValues values, int from, int to) {
        var numbers = values.nhsNumbers();
        var slice = new int[Math.max(0, Math.min(to, numbers) - from)];
        Arrays.setAll(slice, index -> values.nhsNumber(from + index));
        var texts = values.texts().subList(Math.max(0, from - numbers), Math.max(0, to - numbers));
        return CohortValues.ofSorted(slice, texts);
    }

    /** All of these, each of which lies behind the one before. */
    static CohortValues joined(List<CohortValues> parts) {
        var numbers = new int[parts.stream().mapToInt(CohortValues::nhsNumbers).sum()];
        var count = 0;
        var texts = new ArrayList<String>();
        for (var part : parts) {
            for (var place = 0; place < part.nhsNumbers(); place++) {
                numbers[count++] = part.nhsNumber(place);
            }
            texts.addAll(part.texts());
        }
        return CohortValues.ofSorted(numbers, texts);
    }

    /** The key of the value at this place. */
    static byte[] key(CohortValues values, int place) {
        if (place < values.nhsNumbers()) {
            return ByteBuffer.allocate(1 + Integer.BYTES)
                    .put(NHS_NUMBER)
                    .putInt(values.nhsNumber(place))
                    .array();
        }
        var utf16 = values.texts().get(place - values.nhsNumbers()).getBytes(StandardCharsets.UTF_16BE);
        return ByteBuffer.allocate(1 + utf16.length).put(TEXT).put(utf16).array();
    }

    /** Whether a key may look so. */
    static boolean isKey(byte[] bytes) {
        return bytes.length > 1
                && (bytes[0] == NHS_NUMBER
                        ? bytes.length == 1 + Integer.BYTES
                        : bytes[0] == TEXT && bytes.length <= 513);
    }

    /** The least key behind this one. */
    static byte[] behind(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }

    /** The place of the first value whose key is not below this one. */
    static int place(CohortValues values, byte[] key) {
        var low = 0;
        var high = values.size();
        while (low < high) {
            var middle = (low + high) >>> 1;
            if (Arrays.compareUnsigned(key(values, middle), key) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
