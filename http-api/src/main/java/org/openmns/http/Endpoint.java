package org.openmns.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import org.openmns.subscription.HostName;

/** Where a webhook may point to, judged by its text alone; its addresses are checked before each connection. */
final class Endpoint {

    static final int LENGTH_MAX = 2_048;

    private static final int PORT_MAX = 65_535;

    private Endpoint() {}

    /** The channels that this service has, in the words of an error on {@code channel.endpoint}. */
    static String supported(boolean plainHttpAllowed) {
        return "Please provide an absolute " + schemes(plainHttpAllowed)
                + " URL and the channel type 'rest-hook'; other channels are not supported";
    }

    /** Where else than to an endpoint a URL leads, in the words of an error on it. */
    static String wanted(boolean plainHttpAllowed) {
        return "Please provide an absolute " + schemes(plainHttpAllowed) + " URL without user information and fragment";
    }

    /** What is wrong with this endpoint, if anything. */
    static Optional<String> wrong(String endpoint, boolean plainHttpAllowed) {
        return uri(endpoint)
                .map(uri -> wrong(uri, plainHttpAllowed))
                .orElseGet(() -> Optional.of(supported(plainHttpAllowed)));
    }

    /** Whether two URLs are answered by the same server: scheme, host and port. */
    static boolean sameServer(String one, String other) {
        var server = uri(one).flatMap(Endpoint::server);
        return one.equals(other)
                || (server.isPresent() && server.equals(uri(other).flatMap(Endpoint::server)));
    }

    private static Optional<String> server(URI uri) {
        return uri.getHost() == null
                ? Optional.empty()
                : Optional.of((uri.getScheme() + "://" + uri.getHost() + ":" + uri.getPort()).toLowerCase(Locale.ROOT));
    }

    /** The host of an endpoint in which nothing is wrong, without the brackets of an IPv6 address. */
    static String host(String endpoint) {
        return URI.create(endpoint).getHost().replaceAll("[\\[\\]]", "");
    }

    private static Optional<URI> uri(String endpoint) {
        try {
            var ascii = endpoint.chars().allMatch(c -> c > ' ' && c < 0x7F);
            return ascii ? Optional.of(new URI(endpoint)) : Optional.empty();
        } catch (URISyntaxException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<String> wrong(URI uri, boolean plainHttpAllowed) {
        var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !(scheme.equals("http") && plainHttpAllowed)) {
            return Optional.of(supported(plainHttpAllowed));
        }
        if (uri.getRawUserInfo() != null) {
            return Optional.of("Please provide a URL without user information; use channel.header for credentials");
        }
        if (uri.getHost() == null || !HostName.isPlain(uri.getHost())) {
            return Optional.of("Please provide a URL with a valid host");
        }
        if (uri.getPort() == 0 || uri.getPort() > PORT_MAX) {
            return Optional.of("Please provide a URL with a port from 1 to " + PORT_MAX);
        }
        return uri.getRawFragment() == null ? Optional.empty() : Optional.of("Please provide a URL without a fragment");
    }

    private static String schemes(boolean plainHttpAllowed) {
        return plainHttpAllowed ? "https:// or http://" : "https://";
    }
}
