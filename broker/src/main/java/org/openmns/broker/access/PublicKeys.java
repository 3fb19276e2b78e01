package org.openmns.broker.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import java.text.ParseException;

/** Reads a JWK Set (RFC 7517) of somebody else, and leaves out what nobody is to be believed by. */
final class PublicKeys {

    /** RFC 7518 section 3.3; a shorter one can be found by others. */
    private static final int RSA_BITS_MIN = 2_048;

    private PublicKeys() {}

    /**
     * The keys that count; there may be none.
     *
     * @throws ParseException where this is no JWK Set
     */
    static JWKSet of(String text) throws ParseException {
        return new JWKSet(parsed(text).toPublicJWKSet().getKeys().stream()
                .filter(PublicKeys::counts)
                .toList());
    }

    private static JWKSet parsed(String text) throws ParseException {
        try {
            return JWKSet.parse(text);
        } catch (RuntimeException damaged) {
            // What Nimbus throws where one of the keys is null, for one.
            throw new ParseException("not a JWK Set", 0);
        }
    }

    private static boolean counts(JWK key) {
        try {
            return !(key instanceof RSAKey rsa)
                    || rsa.toRSAPublicKey().getModulus().bitLength() >= RSA_BITS_MIN;
        } catch (JOSEException unusable) {
            return false;
        }
    }
}
