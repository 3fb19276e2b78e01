package org.openmns.event;

/** Form of the codes that NHS England's Organisation Data Service gives to organisations. */
final class OdsCode {

    /** They have 3 to 12 characters today. */
    private static final int CHARS_MAX = 20;

    private OdsCode() {}

    static boolean isValid(String value) {
        return !value.isEmpty()
                && value.length() <= CHARS_MAX
                && value.chars()
                        .allMatch(c -> (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
    }
}
