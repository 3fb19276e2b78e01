package org.openmns.event;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A CloudEvents header's value as the HTTP binding (1.0.2, section 3.1.3.2) wants it read. */
final class HeaderValue {

    private HeaderValue() {}

    /** The text meant, or nothing where quotes, percent signs or the UTF-8 behind them are broken. */
    static Optional<String> decoded(String raw) {
        return unquoted(raw.strip()).flatMap(HeaderValue::percentDecoded);
    }

    /** Older clients quote; only a value that is quoted as a whole is one, {@code W/"16"} is not. */
    private static Optional<String> unquoted(String value) {
        if (!value.startsWith("\"")) {
            return Optional.of(value);
        }
        var text = new StringBuilder(value.length());
        int index = 1;
        while (index < value.length() && value.charAt(index) != '"') {
            index += value.charAt(index) == '\\' ? 1 : 0;
            if (index < value.length()) {
                text.append(value.charAt(index++));
            }
        }
        return index == value.length() - 1 ? Optional.of(text.toString()) : Optional.empty();
    }

    private static Optional<String> percentDecoded(String value) {
        var bytes = new ByteArrayOutputStream(value.length());
        for (int i = 0; i < value.length(); i++) {
            int c = value.charAt(i);
            if (c == '%') {
                c = octet(value, i);
                i += 2;
            } else if (c > '~') {
                return Optional.empty();
            }
            if (c < 0) {
                return Optional.empty();
            }
            bytes.write(c);
        }
        var decoded = bytes.toByteArray();
        return Utf8.firstInvalid(decoded) < 0
                ? Optional.of(new String(decoded, StandardCharsets.UTF_8))
                : Optional.empty();
    }

    private static int octet(String value, int percent) {
        if (percent + 2 >= value.length()) {
            return -1;
        }
        int high = Character.digit(value.charAt(percent + 1), 16);
        int low = Character.digit(value.charAt(percent + 2), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }
}
