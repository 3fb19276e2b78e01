package org.openmns.event;

/** Which texts are Base64 as CloudEvents wants it: RFC 4648, section 4, padded. */
final class Base64Text {

    private Base64Text() {}

    static boolean isValid(String text) {
        int end = text.length();
        while (end > 0 && end > text.length() - 2 && text.charAt(end - 1) == '=') {
            end--;
        }
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            boolean letterOrDigit = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (!letterOrDigit && c != '+' && c != '/') {
                return false;
            }
        }
        return text.length() % 4 == 0;
    }
}
