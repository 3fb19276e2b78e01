package org.openmns.broker.client;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.JWKGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.util.Optional;

/** How a JWT that is given for a token may be signed; RS512 is what MNS documents. */
public enum Algorithm {
    ES256,
    RS256,
    RS512,
    PS256;

    /** What is thought to last beyond 2030 (NIST SP 800-57). */
    private static final int RSA_BITS = 3_072;

    /** As libraries call it. */
    JWSAlgorithm standard() {
        return JWSAlgorithm.parse(name());
    }

    /** A new key pair for it; without an id it gets its thumbprint (RFC 7638). */
    JWK newKey(Optional<String> id) throws JOSEException {
        JWKGenerator<?> generator = this == ES256 ? new ECKeyGenerator(Curve.P_256) : new RSAKeyGenerator(RSA_BITS);
        generator.algorithm(standard()).keyUse(KeyUse.SIGNATURE);
        return id.isPresent()
                ? generator.keyID(id.get()).generate()
                : generator.keyIDFromThumbprint(true).generate();
    }
}
