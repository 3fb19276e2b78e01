package org.openmns.broker.client;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;
import org.openmns.broker.tls.PrivateKeyPem;

/** The private key in a file, a JWK, a JWK Set or PEM, and what the file says of it. */
record SigningKey(PrivateKey key, Optional<String> id, Optional<String> algorithm) {

    private static final long FILE_BYTES_MAX = 64 * 1_024;
    private static final String PEM = "-----BEGIN ";

    /** The only key there, or the one with this id. Never says what is in the file. */
    static SigningKey read(Path file, Optional<String> id) {
        var text = text(file);
        try {
            return text.startsWith(PEM)
                    ? new SigningKey(PrivateKeyPem.read(text), id, Optional.empty())
                    : of(chosen(keys(text), file, id));
        } catch (ParseException | JOSEException | GeneralSecurityException unusable) {
            throw ErrandFailure.ofRequest(
                    file + " holds no private key that can be used: a JWK, a JWK Set or PEM without a password");
        }
    }

    private static String text(Path file) {
        try {
            if (Files.size(file) <= FILE_BYTES_MAX) {
                return Files.readString(file).strip();
            }
        } catch (IOException unreadable) {
            throw ErrandFailure.ofRequest("the file " + file + " cannot be read");
        }
        throw ErrandFailure.ofRequest(file + " is too large for a key");
    }

    private static List<JWK> keys(String text) throws ParseException {
        try {
            return text.contains("\"keys\"") ? JWKSet.parse(text).getKeys() : List.of(JWK.parse(text));
        } catch (IllegalArgumentException | IllegalStateException unusable) {
            throw new ParseException("no key", 0);
        }
    }

    private static JWK chosen(List<JWK> keys, Path file, Optional<String> id) {
        var fitting = keys.stream()
                .filter(JWK::isPrivate)
                .filter(key ->
                        id.isEmpty() || key.getKeyID() == null || id.get().equals(key.getKeyID()))
                .toList();
        if (fitting.size() > 1) {
            throw ErrandFailure.ofRequest(file + " holds several keys: name one by --key-id");
        }
        if (fitting.isEmpty()) {
            throw ErrandFailure.ofRequest(file + " holds no private key"
                    + id.map(each -> " with that id").orElse(""));
        }
        return fitting.get(0);
    }

    private static SigningKey of(JWK key) throws JOSEException {
        var named = Optional.ofNullable(key.getKeyID());
        var algorithm = Optional.ofNullable(key.getAlgorithm()).map(Object::toString);
        if (key instanceof ECKey curve) {
            return new SigningKey(curve.toECPrivateKey(), named, algorithm);
        }
        if (key instanceof RSAKey rsa) {
            return new SigningKey(rsa.toRSAPrivateKey(), named, algorithm);
        }
        throw new JOSEException("neither EC nor RSA");
    }

    /** ES256 of a curve, and of RSA what MNS documents, unless the file says otherwise. */
    String usualAlgorithm() {
        return algorithm.orElse(key instanceof ECPrivateKey ? "ES256" : "RS512");
    }

    /** Throws where the key is too small or of a curve that nobody signs with. */
    JWSSigner signer() throws JOSEException {
        return key instanceof ECPrivateKey curve ? new ECDSASigner(curve) : new RSASSASigner(key);
    }

    /** Says no key. */
    @Override
    public String toString() {
        return "SigningKey[" + id + ", " + algorithm + "]";
    }
}
