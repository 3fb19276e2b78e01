package org.openmns.broker.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;

/** Keys of applications, and what a client signs with them. */
public final class Clients {

    /** Making one takes a second. */
    public static final RSAKey RSA = rsa("rsa-1");

    static final RSAKey OTHER_RSA = rsa("rsa-1");
    static final ECKey EC = ec();

    private Clients() {}

    /** A new key of this name. */
    public static RSAKey rsa(String keyId) {
        try {
            return new RSAKeyGenerator(2048).keyID(keyId).generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static ECKey ec() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID("ec-1").generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The public keys, as an application registers them. */
    public static String jwks() {
        return jwks(RSA, EC);
    }

    /** The public ones of these keys. */
    public static String jwks(JWK... keys) {
        return new JWKSet(List.of(keys)).toPublicJWKSet().toString();
    }

    /** As {@link #assertion(String, String)}, signed with this key. */
    public static String assertion(RSAKey key, String application, String audience) {
        return signed(key, claims(application, audience, Instant.now()).build());
    }

    /** By RS256, with the name of the key. */
    public static String signed(RSAKey key, JWTClaimsSet claims) {
        try {
            var header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID());
            return signed(header.build(), new RSASSASigner(key), claims);
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** What a client of this application gives for a token, good from now on. */
    public static String assertion(String application, String audience) {
        return assertion(
                JWSAlgorithm.RS512, claims(application, audience, Instant.now()).build());
    }

    static JWTClaimsSet.Builder claims(String application, String audience, Instant now) {
        return new JWTClaimsSet.Builder()
                .issuer(application)
                .subject(application)
                .audience(audience)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(Duration.ofMinutes(4))))
                .jwtID(UUID.randomUUID().toString());
    }

    static String assertion(JWSAlgorithm algorithm, JWTClaimsSet claims) {
        return signed(algorithm, JWSAlgorithm.ES256.equals(algorithm) ? "ec-1" : "rsa-1", claims);
    }

    private static String signed(JWSAlgorithm algorithm, String keyId, JWTClaimsSet claims) {
        try {
            var signer = JWSAlgorithm.ES256.equals(algorithm) ? new ECDSASigner(EC) : new RSASSASigner(RSA);
            return signed(new JWSHeader.Builder(algorithm).keyID(keyId).build(), signer, claims);
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static String signed(JWSHeader header, JWSSigner signer, JWTClaimsSet claims) {
        try {
            var jwt = new SignedJWT(header, claims);
            jwt.sign(signer);
            return jwt.serialize();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
