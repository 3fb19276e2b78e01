package org.openmns.access;

import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** A private key without a password as text: PKCS #8 in PEM (RFC 7468). */
public final class Pkcs8 {

    private static final Pattern FORM =
            Pattern.compile("\\s*-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----\\s*");

    private Pkcs8() {}

    /** What is encoded there, whether it is a key or not; nothing where the text is anything else, or more. */
    public static Optional<PKCS8EncodedKeySpec> read(String pem) {
        var key = FORM.matcher(pem);
        try {
            return key.matches()
                    ? Optional.of(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(key.group(1))))
                    : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
