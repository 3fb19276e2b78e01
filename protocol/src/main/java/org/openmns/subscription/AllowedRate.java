package org.openmns.subscription;

import java.util.Optional;
import java.util.regex.Pattern;

/** The requests a minute to which an endpoint agrees, in the text of {@code WebHook-Allowed-Rate}. */
public final class AllowedRate {

    private static final Pattern POSITIVE = Pattern.compile("[1-9][0-9]{0,8}");

    private AllowedRate() {}

    /** A limit that is none, be it {@code *} or unreadable, limits nothing. */
    public static Optional<Integer> perMinute(String header) {
        var text = header.strip();
        return POSITIVE.matcher(text).matches() ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }
}
