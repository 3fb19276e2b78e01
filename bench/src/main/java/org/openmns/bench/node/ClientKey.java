package org.openmns.bench.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/** A key pair of one run, and the JWTs that are signed with it (ES256). */
final class ClientKey {

    private static final String ID = "bench";
    private static final int COORDINATE_BYTES = 32;
    private static final int LIFE_SECONDS = 60;

    private final KeyPair pair;

    private ClientKey(KeyPair pair) {
        this.pair = pair;
    }

    static ClientKey create() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return new ClientKey(generator.generateKeyPair());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The public key as a JWK Set. */
    JsonObject jwks() {
        var point = ((ECPublicKey) pair.getPublic()).getW();
        var key = new JsonObject()
                .put("kty", "EC")
                .put("crv", "P-256")
                .put("kid", ID)
                .put("x", coordinate(point.getAffineX()))
                .put("y", coordinate(point.getAffineY()));
        return new JsonObject().put("keys", new JsonArray().add(key));
    }

    /** What this application gives for a token. */
    String assertion(String application, String audience) {
        var now = Instant.now().getEpochSecond();
        var claims = new JsonObject()
                .put("iss", application)
                .put("sub", application)
                .put("aud", audience)
                .put("iat", now)
                .put("exp", now + LIFE_SECONDS)
                .put("jti", UUID.randomUUID().toString());
        var header = new JsonObject().put("alg", "ES256").put("typ", "JWT").put("kid", ID);
        var signed = text(header.encode().getBytes(UTF_8)) + "."
                + text(claims.encode().getBytes(UTF_8));
        return signed + "." + text(sign(signed.getBytes(UTF_8)));
    }

    private byte[] sign(byte[] bytes) {
        try {
            var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(pair.getPrivate());
            signature.update(bytes);
            return signature.sign();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Always of full length, whatever the number. */
    private static String coordinate(BigInteger number) {
        var bytes = number.toByteArray();
        var padded = new byte[COORDINATE_BYTES];
        var length = Math.min(bytes.length, COORDINATE_BYTES);
        System.arraycopy(bytes, bytes.length - length, padded, COORDINATE_BYTES - length, length);
        return text(padded);
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
