package org.openmns.broker.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A short name for an error text, the same for texts that differ in their numbers only, so that alike errors group. */
public final class Fingerprint {

    private static final int BYTES = 8;

    private Fingerprint() {}

    /** Sixteen hexadecimal digits. */
    public static String of(String error) {
        var withoutDigits = error.replaceAll("\\d", "").getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(sha256().digest(withoutDigits), 0, BYTES);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
