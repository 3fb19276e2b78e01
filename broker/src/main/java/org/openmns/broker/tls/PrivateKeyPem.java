package org.openmns.broker.tls;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Pattern;
import org.apache.pekko.pki.pem.DERPrivateKeyLoader;
import org.apache.pekko.pki.pem.PEMDecoder;

/** A private key in PEM without a password: PKCS #8 of a curve or of RSA, or RSA in PKCS #1. */
public final class PrivateKeyPem {

    private static final Pattern PKCS8 =
            Pattern.compile("\\s*-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----\\s*");

    private PrivateKeyPem() {}

    /** Throws without a word of what is in the text. */
    public static PrivateKey read(String text) throws GeneralSecurityException {
        var pkcs8 = PKCS8.matcher(text);
        return pkcs8.matches() ? pkcs8(pkcs8.group(1)) : older(text);
    }

    private static PrivateKey pkcs8(String base64) throws GeneralSecurityException {
        try {
            var key = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64));
            try {
                return KeyFactory.getInstance("EC").generatePrivate(key);
            } catch (InvalidKeySpecException notOfACurve) {
                return KeyFactory.getInstance("RSA").generatePrivate(key);
            }
        } catch (IllegalArgumentException | InvalidKeySpecException unusable) {
            throw unusable();
        }
    }

    /** Whatever the loader throws, declared or not, may quote what it read. */
    private static PrivateKey older(String text) throws GeneralSecurityException {
        try {
            return DERPrivateKeyLoader.load(PEMDecoder.decode(text));
        } catch (Exception unusable) {
            throw unusable();
        }
    }

    private static InvalidKeyException unusable() {
        return new InvalidKeyException("no private key that can be used");
    }
}
