package org.openmns.broker.delivery;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.openmns.subscription.Credentials.OAuth2;

/** What is asked of a token server, as RFC 6749 writes it: sections 2.3.1 and 4.4.2. */
final class TokenRequest {

    private TokenRequest() {}

    static String form(OAuth2 grant) {
        return "grant_type=client_credentials"
                + grant.scope().map(scope -> "&scope=" + encoded(scope)).orElse("");
    }

    /** {@code client_secret_basic}: both parts are encoded as in a form before they are joined. */
    static String authorization(OAuth2 grant) {
        var joined = encoded(grant.clientId()) + ":" + encoded(grant.clientSecret());
        return "Basic " + Base64.getEncoder().encodeToString(joined.getBytes(StandardCharsets.US_ASCII));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
