package org.openmns.broker.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HKDF with SHA-256 (RFC 5869) without salt, for one block of 32 bytes: a key of its own for each purpose. */
final class Hkdf {

    private static final String HMAC = "HmacSHA256";
    private static final byte[] NO_SALT = new byte[32];
    private static final byte FIRST_BLOCK = 1;

    private Hkdf() {}

    static byte[] derive(byte[] key, String label) {
        var mac = mac(mac(NO_SALT).doFinal(key));
        mac.update(label.getBytes(StandardCharsets.UTF_8));
        mac.update(FIRST_BLOCK);
        return mac.doFinal();
    }

    private static Mac mac(byte[] key) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JVM has " + HMAC, impossible);
        }
    }
}
