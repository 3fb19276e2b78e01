package org.openmns.subscription;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which hosts are meant: each pattern is a host, or {@code *.} and what all of them end in. */
public record HostPatterns(@JsonValue Set<String> patterns) {

    public static final HostPatterns NONE = new HostPatterns(Set.of());

    /** A domain name has no more characters. */
    public static final int LENGTH_MAX = 253;

    private static final String BELOW = "*.";
    private static final Pattern FORM = Pattern.compile("(\\*\\.)?[A-Za-z0-9:-][A-Za-z0-9.:-]*");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public HostPatterns {
        patterns = patterns.stream().map(HostPatterns::plain).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether this text can be a pattern. */
    public static boolean isPattern(String text) {
        return text.length() <= LENGTH_MAX && FORM.matcher(text).matches();
    }

    /** Whether this host, without the brackets of an IPv6 address, is one of those that are meant. */
    public boolean cover(String host) {
        var plain = plain(host);
        return patterns.stream()
                .anyMatch(pattern ->
                        pattern.startsWith(BELOW) ? plain.endsWith(pattern.substring(1)) : plain.equals(pattern));
    }

    /** A dot at the end says the same host once more. */
    private static String plain(String host) {
        var lower = host.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
