package org.openmns.broker.delivery;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import org.openmns.broker.delivery.Outcome.Verdict;
import org.openmns.subscription.HostName;

/** An http or https URL, taken apart for one request. {@code host} is without the brackets of an IPv6 address. */
record Endpoint(boolean tls, String host, int port, String pathAndQuery) {

    /** What comes of an attempt whose endpoint is none. */
    static final Outcome NONE =
            Outcome.unanswered(Verdict.RETRY_SLOWLY, "the endpoint is not an http or https URL", Duration.ZERO);

    private static final int PORT_MAX = 65_535;

    /** The parts of this URL, or nothing where it is not an absolute http or https URL of a plain host without user information. */
    static Optional<Endpoint> parse(String url) {
        try {
            var uri = new URI(url);
            var tls = "https".equalsIgnoreCase(uri.getScheme());
            if (uri.getHost() == null
                    || !HostName.isPlain(bare(uri.getHost()))
                    || uri.getRawUserInfo() != null
                    || uri.getPort() == 0
                    || uri.getPort() > PORT_MAX
                    || !(tls || "http".equalsIgnoreCase(uri.getScheme()))) {
                return Optional.empty();
            }
            var port = uri.getPort() == -1 ? (tls ? 443 : 80) : uri.getPort();
            return Optional.of(new Endpoint(tls, bare(uri.getHost()), port, pathAndQuery(uri)));
        } catch (URISyntaxException notAUrl) {
            return Optional.empty();
        }
    }

    /** The host as a URL and the Host header write it. */
    String hostInUrl() {
        return host.indexOf(':') >= 0 ? '[' + host + ']' : host;
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static String pathAndQuery(URI uri) {
        var path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + '?' + uri.getRawQuery();
    }

    /** Without path or query: either may be a credential. */
    @Override
    public String toString() {
        return (tls ? "https://" : "http://") + hostInUrl() + ':' + port;
    }
}
