package org.openmns.broker.access;

import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.Optional;

/** Reads what a stranger sends as a JWT. */
final class Jwts {

    private static final int LENGTH_MAX = 8_192;

    private Jwts() {}

    /** It, where it looks like a signed one (RFC 7515 compact form); nobody has verified it. */
    static Optional<SignedJWT> signed(String text) {
        try {
            return text.length() <= LENGTH_MAX ? Optional.of(SignedJWT.parse(text)) : Optional.empty();
        } catch (ParseException malformed) {
            return Optional.empty();
        } catch (RuntimeException damaged) {
            // What Nimbus throws where the header is null, for one.
            return Optional.empty();
        }
    }
}
