package org.openmns.subscription;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The hosts that single applications may have their endpoints on; one that is not listed may have them anywhere. A pattern is
 * a host, or {@code *.} and what all allowed ones end in.
 */
public record AllowedHosts(Map<String, Set<String>> patterns) {

    public static final AllowedHosts ANY = new AllowedHosts(Map.of());

    private static final String BELOW = "*.";

    public AllowedHosts {
        patterns = Map.copyOf(patterns);
    }

    /** From lines such as {@code gp-1=*.gp.example}; an application may have several. */
    public static AllowedHosts of(List<String> lines) {
        var patterns = new HashMap<String, Set<String>>();
        for (var line : lines) {
            var equals = line.indexOf('=');
            patterns.computeIfAbsent(line.substring(0, equals).strip(), owner -> new HashSet<>())
                    .add(plain(line.substring(equals + 1).strip()));
        }
        return new AllowedHosts(patterns);
    }

    /** Whether this application may have an endpoint on this host. */
    public boolean permit(String owner, String host) {
        var own = patterns.get(owner);
        return own == null || own.stream().anyMatch(pattern -> covers(pattern, plain(host)));
    }

    private static boolean covers(String pattern, String host) {
        return pattern.startsWith(BELOW) ? host.endsWith(pattern.substring(1)) : host.equals(pattern);
    }

    /** A dot at the end says the same host once more. */
    private static String plain(String host) {
        var lower = host.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
