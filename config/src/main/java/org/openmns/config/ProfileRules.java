package org.openmns.config;

import com.typesafe.config.Config;
import org.openmns.config.AccessSettings.Authentication;

/** What a node must be told before it starts: in production none of it may be left to chance, and a sandbox stays here. */
final class ProfileRules {

    private static final String PLAIN = "http:";

    private ProfileRules() {}

    /**
     * Of a sandbox only where it listens.
     *
     * @throws SettingsException naming what is missing, and how to give it
     */
    static void check(Config root, Settings settings) {
        if (settings.node().profile() == Profile.PRODUCTION) {
            production(root, settings);
        } else if (!new Section(root, NodeSettings.PATH).flag("open-to-network")
                && Loopback.isLeftBy(settings.node().host())) {
            throw new SettingsException(
                    NodeSettings.PATH + ".host",
                    "must be a loopback address in the sandbox, where everybody may do everything: start it with"
                            + " --profile production, or say that whoever reaches this network may"
                            + " (OPENMNS_OPEN_TO_NETWORK=true)");
        }
    }

    private static void production(Config root, Settings settings) {
        if (settings.access().authentication() == Authentication.OFF) {
            throw new SettingsException(
                    AccessSettings.PATH + ".authentication",
                    "must be required in production; open access is for the sandbox profile");
        }
        if (root.getString("openmns.node.public-base-url").isBlank()) {
            throw new SettingsException(
                    "openmns.node.public-base-url",
                    "must be given in production: the https:// URL at which clients reach this service"
                            + " (OPENMNS_PUBLIC_BASE_URL)");
        }
        if (!settings.node().publicBaseUrl().startsWith("https://")) {
            throw new SettingsException("openmns.node.public-base-url", "must be an https:// URL in production");
        }
        if (settings.tls().papers().isEmpty() && !settings.tls().endsBeforeMe()) {
            throw new SettingsException(
                    HttpTls.PATH + ".certificate-file",
                    "must be given in production (OPENMNS_TLS_CERTIFICATE_FILE and OPENMNS_TLS_KEY_FILE), or"
                            + " OPENMNS_TLS_ENDS_BEFORE_ME=true where a proxy ends TLS before this node");
        }
        settings.access().issuer().map(AccessSettings.Issuer::jwksUrl).ifPresent(ProfileRules::requireSafeKeys);
    }

    private static void requireSafeKeys(String jwksUrl) {
        if (jwksUrl.regionMatches(true, 0, PLAIN, 0, PLAIN.length()) && !Loopback.isIn(jwksUrl)) {
            throw new SettingsException(
                    AccessSettings.PATH + ".issuer.jwks-url",
                    "must be an https:// URL in production, unless it is of this machine: whoever sits on the way could"
                            + " give us other keys");
        }
    }
}
