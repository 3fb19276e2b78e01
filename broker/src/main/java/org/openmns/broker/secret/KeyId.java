package org.openmns.broker.secret;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Which key something is sealed with: the first four bytes of its SHA-256, which tell nothing of the key. */
record KeyId(int value) {

    static final int BYTES = 4;

    static KeyId of(byte[] key) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(key);
            return new KeyId(ByteBuffer.wrap(hash).getInt());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JVM has SHA-256", impossible);
        }
    }

    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(value);
    }
}
