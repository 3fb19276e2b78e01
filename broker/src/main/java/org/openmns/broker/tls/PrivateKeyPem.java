package org.openmns.broker.tls;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import org.apache.pekko.pki.pem.DERPrivateKeyLoader;
import org.apache.pekko.pki.pem.PEMDecoder;
import org.openmns.access.Pkcs8;

/** A private key in PEM without a password: PKCS #8 of a curve or of RSA, or RSA in PKCS #1. */
public final class PrivateKeyPem {

    private PrivateKeyPem() {}

    /** Throws without a word of what is in the text. */
    public static PrivateKey read(String text) throws GeneralSecurityException {
        var key = Pkcs8.read(text);
        return key.isPresent() ? pkcs8(key.get()) : older(text);
    }

    private static PrivateKey pkcs8(PKCS8EncodedKeySpec key) throws GeneralSecurityException {
        try {
            return KeyFactory.getInstance("EC").generatePrivate(key);
        } catch (InvalidKeySpecException notOfACurve) {
            return rsa(key);
        }
    }

    private static PrivateKey rsa(PKCS8EncodedKeySpec key) throws GeneralSecurityException {
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(key);
        } catch (InvalidKeySpecException unusable) {
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
