package org.openmns.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** The HTTP proxy by which all goes out that webhooks send and fetch; keys are in {@code delivery.conf}. */
public record EgressProxy(String host, int port, Optional<Login> login) {

    /** Whole path of these settings, for whoever has to refuse one. */
    public static final String PATH = "openmns.delivery.egress-proxy";

    private static final int PORT_MAX = 65_535;

    /** What the proxy asks for, by HTTP's Basic scheme. */
    public record Login(String user, String password) {

        /** Says neither. */
        @Override
        public String toString() {
            return "Login[]";
        }
    }

    static Optional<EgressProxy> from(Section delivery) {
        var url = delivery.text("egress-proxy.url").trim();
        var login = login(delivery.text("egress-proxy.user"), delivery.text("egress-proxy.password"));
        if (!url.isEmpty()) {
            return Optional.of(parse(url, login));
        }
        if (login.isPresent()) {
            throw new SettingsException(PATH + ".url", "must be given where there is a user");
        }
        return Optional.empty();
    }

    /** No refusal repeats the text: somebody may have written a password into it. */
    private static EgressProxy parse(String url, Optional<Login> login) {
        try {
            var uri = new URI(url);
            if ("http".equalsIgnoreCase(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getPort() > 0
                    && uri.getPort() <= PORT_MAX
                    && hasNothingElse(uri)) {
                return new EgressProxy(uri.getHost(), uri.getPort(), login);
            }
        } catch (URISyntaxException notAUrl) {
            // Falls through to the same sentence.
        }
        throw new SettingsException(
                PATH + ".url", "must be http://host:port; user and password have settings of their own");
    }

    private static boolean hasNothingElse(URI uri) {
        return uri.getRawUserInfo() == null
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null
                && (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"));
    }

    private static Optional<Login> login(String user, String password) {
        if (user.isEmpty() && password.isEmpty()) {
            return Optional.empty();
        }
        if (user.isEmpty() || password.isEmpty() || user.indexOf(':') >= 0 || hasControl(user + password)) {
            throw new SettingsException(
                    PATH + ".user", "must be given together with the password, without a colon or line breaks");
        }
        return Optional.of(new Login(user, password));
    }

    private static boolean hasControl(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }
}
