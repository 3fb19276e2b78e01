package org.openmns.subscription;

import java.util.Optional;

/** How a webhook shows its endpoint who calls, where a header that is always the same will not do. Journal format. */
public record Credentials(Optional<OAuth2> oauth2, Optional<ClientCertificate> clientCertificate) {

    public static final Credentials NONE = new Credentials(Optional.empty(), Optional.empty());

    /** OAuth 2.0 client credentials: where a token is had, and by which name and secret. */
    public record OAuth2(String tokenUrl, String clientId, String clientSecret, Optional<String> scope) {

        /** Says nothing of itself: the URL may hold a credential, too. */
        @Override
        public String toString() {
            return "OAuth2";
        }
    }

    /** For mutual TLS: a certificate with its chain, and its private key as PKCS#8, both in PEM. */
    public record ClientCertificate(String certificate, String privateKey) {

        @Override
        public String toString() {
            return "ClientCertificate";
        }
    }
}
