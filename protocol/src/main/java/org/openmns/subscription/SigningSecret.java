package org.openmns.subscription;

import java.security.SecureRandom;
import java.util.Base64;

/** The text form of a signing secret, as Standard Webhooks writes it: {@code whsec_} and the key in base 64. */
public final class SigningSecret {

    public static final String PREFIX = "whsec_";

    /** As long as the hash, and between the 24 and 64 bytes that Standard Webhooks asks for. */
    private static final int KEY_BYTES = 32;

    private SigningSecret() {}

    /** A new secret that nobody can guess. */
    public static String generate(SecureRandom random) {
        var key = new byte[KEY_BYTES];
        random.nextBytes(key);
        return PREFIX + Base64.getEncoder().encodeToString(key);
    }

    /**
     * The key in this secret.
     *
     * @throws IllegalArgumentException if it is not one; the message does not repeat it
     */
    public static byte[] decode(String secret) {
        if (!secret.startsWith(PREFIX) || secret.length() == PREFIX.length()) {
            throw new IllegalArgumentException("not a signing secret");
        }
        try {
            return Base64.getDecoder().decode(secret.substring(PREFIX.length()));
        } catch (IllegalArgumentException notBase64) {
            // Without its cause, whose message quotes the text.
            throw new IllegalArgumentException("not a signing secret");
        }
    }
}
