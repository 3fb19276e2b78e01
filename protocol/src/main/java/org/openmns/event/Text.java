package org.openmns.event;

/** CloudEvents' rule for strings: no control characters, no noncharacters, no half of a surrogate pair. */
final class Text {

    private static final char FIRST_PRINTABLE = 0x20;
    private static final char DELETE = 0x7f;
    private static final char LAST_CONTROL = 0x9f;
    private static final int NONCHARACTERS_START = 0xfdd0;
    private static final int NONCHARACTERS_END = 0xfdef;

    private Text() {}

    static boolean isValid(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < FIRST_PRINTABLE || (c >= DELETE && !isValidBeyondAscii(value, i))) {
                return false;
            }
        }
        return true;
    }

    static boolean isValidAndNotEmpty(String value) {
        return !value.isEmpty() && isValid(value);
    }

    private static boolean isValidBeyondAscii(String value, int index) {
        char c = value.charAt(index);
        if (c <= LAST_CONTROL) {
            return false;
        }
        if (Character.isLowSurrogate(c)) {
            return index > 0 && Character.isHighSurrogate(value.charAt(index - 1));
        }
        int point = value.codePointAt(index);
        boolean surrogate = point <= Character.MAX_VALUE && Character.isSurrogate((char) point);
        boolean noncharacter =
                (point >= NONCHARACTERS_START && point <= NONCHARACTERS_END) || (point & 0xfffe) == 0xfffe;
        return !surrogate && !noncharacter;
    }
}
