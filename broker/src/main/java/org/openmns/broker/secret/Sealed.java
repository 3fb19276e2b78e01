package org.openmns.broker.secret;

import java.nio.ByteBuffer;

/**
 * Sealed bytes as they are stored, a storage format: one byte for the version, four for the key, twelve for the nonce, then
 * the cipher text with its tag. Whoever opens it must say what it belongs to, as whoever sealed it did.
 */
record Sealed(KeyId key, ByteBuffer nonce, ByteBuffer cipherText) {

    static final int NONCE_BYTES = 12;
    static final int TAG_BYTES = 16;

    private static final byte VERSION = 1;
    private static final int HEAD_BYTES = 1 + KeyId.BYTES;
    private static final int OVERHEAD_BYTES = HEAD_BYTES + NONCE_BYTES + TAG_BYTES;

    /** What these bytes hold. */
    static Sealed read(byte[] stored) {
        if (stored.length < OVERHEAD_BYTES || stored[0] != VERSION) {
            throw new UnopenedException("is not sealed as this version seals");
        }
        var bytes = ByteBuffer.wrap(stored);
        return new Sealed(
                new KeyId(bytes.getInt(1)),
                bytes.slice(HEAD_BYTES, NONCE_BYTES),
                bytes.slice(HEAD_BYTES + NONCE_BYTES, stored.length - HEAD_BYTES - NONCE_BYTES));
    }

    /** The bytes before the nonce, which nobody may change either. */
    static byte[] head(KeyId key) {
        return ByteBuffer.allocate(HEAD_BYTES).put(VERSION).putInt(key.value()).array();
    }

    @Override
    public String toString() {
        return "Sealed[" + key + "]";
    }
}
