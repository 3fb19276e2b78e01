package org.openmns.event;

import java.net.URI;
import java.net.URISyntaxException;

/** Which texts are a URI, or a reference to one, by RFC 3986; written out because {@code java.net.URI} takes more. */
public final class UriSyntax {

    private static final boolean[] ALLOWED = new boolean[128];

    static {
        for (char c = '0'; c <= 'z'; c++) {
            ALLOWED[c] = Character.isLetterOrDigit(c);
        }
        for (char c : "-._~:/?#[]@!$&'()*+,;=%".toCharArray()) {
            ALLOWED[c] = true;
        }
    }

    private UriSyntax() {}

    /** A URI with its scheme. */
    static boolean isUri(String value) {
        return isReference(value) && schemeLength(value) > 0;
    }

    /** A URI, or what is relative to one; not empty. */
    public static boolean isReference(String value) {
        int hash = -1;
        boolean brackets = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c >= ALLOWED.length || !ALLOWED[c] || (c == '%' && !isEscape(value, i)) || (c == '#' && hash >= 0)) {
                return false;
            }
            hash = c == '#' ? i : hash;
            brackets |= c == '[' || c == ']';
        }
        return !value.isEmpty() && schemeLength(value) >= 0 && (!brackets || hasValidHost(value));
    }

    private static boolean isEscape(String value, int percent) {
        return percent + 2 < value.length()
                && Character.digit(value.charAt(percent + 1), 16) >= 0
                && Character.digit(value.charAt(percent + 2), 16) >= 0;
    }

    /** Length of the scheme, 0 where there is none, -1 where a colon in the first segment follows what is no scheme. */
    private static int schemeLength(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '/' || c == '?' || c == '#') {
                return 0;
            }
            if (c == ':') {
                return isScheme(value, i) ? i : -1;
            }
        }
        return 0;
    }

    private static boolean isScheme(String value, int end) {
        for (int i = 0; i < end; i++) {
            char c = value.charAt(i);
            boolean further = Character.isDigit(c) || c == '+' || c == '-' || c == '.';
            if (!Character.isLetter(c) && (i == 0 || !further)) {
                return false;
            }
        }
        return end > 0;
    }

    /** Brackets belong to an IP address and nowhere else: rare, so the JDK may tell. */
    private static boolean hasValidHost(String value) {
        try {
            return new URI(value).getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
