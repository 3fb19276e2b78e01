package org.openmns.subscription;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The hosts that single applications may have their endpoints on; one that is not listed may have them anywhere. */
public record AllowedHosts(Map<String, HostPatterns> patterns) {

    public static final AllowedHosts ANY = new AllowedHosts(Map.of());

    public AllowedHosts {
        patterns = Map.copyOf(patterns);
    }

    /** From lines such as {@code gp-1=*.gp.example}; an application may have several. */
    public static AllowedHosts of(List<String> lines) {
        var texts = new HashMap<String, Set<String>>();
        for (var line : lines) {
            var equals = line.indexOf('=');
            texts.computeIfAbsent(line.substring(0, equals).strip(), owner -> new HashSet<>())
                    .add(line.substring(equals + 1).strip());
        }
        return new AllowedHosts(texts.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> new HostPatterns(entry.getValue()))));
    }

    /** Whether this application may have an endpoint on this host. */
    public boolean permit(String owner, String host) {
        var own = patterns.get(owner);
        return own == null || own.cover(host);
    }
}
