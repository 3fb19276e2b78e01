package org.openmns.config;

import com.typesafe.config.Config;
import org.openmns.config.AccessSettings.Authentication;

/** What a node in production must be told before it starts: none of it may be left to chance. */
final class ProductionRules {

    private ProductionRules() {}

    /**
     * Nothing in a sandbox.
     *
     * @throws SettingsException naming what is missing, and how to give it
     */
    static void check(Config root, Settings settings) {
        if (settings.node().profile() != Profile.PRODUCTION) {
            return;
        }
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
    }
}
