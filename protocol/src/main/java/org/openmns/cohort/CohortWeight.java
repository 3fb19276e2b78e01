package org.openmns.cohort;

/**
 * What a cohort takes of each node's heap, in bytes: rather more than less. The same values weigh the same in every version,
 * for weights are stored and added up.
 */
public final class CohortWeight {

    /** A cohort without values. */
    public static final int EMPTY = 512;

    /** Four bytes in the cohort's own list, and a pair of ints beside, which takes up to 14.2. */
    public static final int NHS_NUMBER = 18;

    /** A text of no length: objects around it and places in arrays, 119 to 127 bytes as measured. */
    public static final int TEXT = 130;

    /** For each byte of it in UTF-8: one character that takes two bytes makes all of its text take two each. */
    public static final int TEXT_BYTE = 2;

    private static final int ASCII_END = 0x80;
    private static final int TWO_BYTES_END = 0x800;

    private CohortWeight() {}

    /** A cohort that holds these values. */
    public static long of(CohortValues values) {
        return EMPTY + ofValues(values);
    }

    /** These values alone. */
    public static long ofValues(CohortValues values) {
        var weight = (long) NHS_NUMBER * values.nhsNumbers();
        for (var text : values.texts()) {
            weight += ofText(text);
        }
        return weight;
    }

    /** This value alone. */
    public static int ofValue(String value) {
        return NhsNumber.pack(value) == NhsNumber.NONE ? ofText(value) : NHS_NUMBER;
    }

    private static int ofText(String text) {
        return TEXT + TEXT_BYTE * utf8Length(text);
    }

    /** Each half of a pair of surrogates is two of its four bytes. */
    private static int utf8Length(String text) {
        var bytes = 0;
        for (var place = 0; place < text.length(); place++) {
            var character = text.charAt(place);
            bytes += character < ASCII_END ? 1 : character < TWO_BYTES_END || Character.isSurrogate(character) ? 2 : 3;
        }
        return bytes;
    }
}
