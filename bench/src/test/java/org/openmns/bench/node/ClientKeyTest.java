package org.openmns.bench.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import org.junit.jupiter.api.RepeatedTest;

class ClientKeyTest {

    /** A coordinate in 128 begins with a zero, which must not be left out. */
    @RepeatedTest(200)
    void signsWhatOthersVerifyByItsPublicKey() throws Exception {
        var key = ClientKey.create();

        var assertion = SignedJWT.parse(key.assertion("bench", "https://mns.example/oauth2/token"));

        var jwk = JWKSet.parse(key.jwks().encode())
                .getKeyByKeyId(assertion.getHeader().getKeyID());
        assertThat(assertion.verify(new ECDSAVerifier(jwk.toECKey()))).isTrue();
        assertThat(jwk.isPrivate()).isFalse();
        var claims = assertion.getJWTClaimsSet();
        assertThat(claims.getIssuer()).isEqualTo("bench").isEqualTo(claims.getSubject());
        assertThat(claims.getAudience()).containsExactly("https://mns.example/oauth2/token");
        assertThat(claims.getExpirationTime().toInstant()).isAfter(Instant.now());
    }
}
