package org.openmns.broker.secret;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of this node: the first one seals, all of them open, so that one can follow another. Sealing is AES-256-GCM with
 * a random nonce, under a key derived from the given one; other purposes get other keys derived from it.
 */
public final class SecretKeys {

    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final String SEALING = "openmns seal 1";

    private final SecureRandom random = new SecureRandom();
    private final List<Key> keys;

    /** {@code given} are in base 64, the current one first. */
    public SecretKeys(List<String> given) {
        keys = given.stream().map(Key::of).toList();
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("there must be a key");
        }
    }

    /** A key with what is derived from it at once. */
    private record Key(KeyId id, SecretKeySpec given, SecretKeySpec sealing) {

        static Key of(String base64) {
            var given = Base64.getDecoder().decode(base64);
            return new Key(
                    KeyId.of(given),
                    new SecretKeySpec(given, "HKDF"),
                    new SecretKeySpec(Hkdf.derive(given, SEALING), "AES"));
        }

        byte[] derived(String label) {
            return Hkdf.derive(given.getEncoded(), label);
        }

        @Override
        public String toString() {
            return "Key[" + id + "]";
        }
    }

    /** Seals this with the current key, for what it belongs to: it opens for nothing else. */
    public byte[] seal(byte[] open, String belongsTo) {
        var key = keys.get(0);
        var head = Sealed.head(key.id());
        var nonce = new byte[Sealed.NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            var cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, belongsTo);
            var sealed = ByteBuffer.allocate(head.length + nonce.length + open.length + Sealed.TAG_BYTES);
            cipher.doFinal(ByteBuffer.wrap(open), sealed.put(head).put(nonce));
            return sealed.array();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JVM has " + CIPHER, impossible);
        }
    }

    /**
     * What was sealed for this.
     *
     * @throws UnopenedException where it was sealed with a key that is not given, was sealed for something else or changed
     */
    public byte[] open(byte[] stored, String belongsTo) {
        var sealed = Sealed.read(stored);
        var key = keys.stream()
                .filter(each -> each.id().equals(sealed.key()))
                .findFirst()
                .orElseThrow(() -> new UnopenedException("is sealed with the key " + sealed.key()
                        + ", which is not among the keys of this node (openmns.secrets)"));
        try {
            var nonce = new byte[Sealed.NONCE_BYTES];
            sealed.nonce().get(nonce);
            var open = ByteBuffer.allocate(sealed.cipherText().remaining() - Sealed.TAG_BYTES);
            cipher(Cipher.DECRYPT_MODE, key, nonce, belongsTo).doFinal(sealed.cipherText(), open);
            return open.array();
        } catch (GeneralSecurityException changed) {
            throw new UnopenedException("was changed, or sealed for something else");
        }
    }

    private static Cipher cipher(int mode, Key key, byte[] nonce, String belongsTo) throws GeneralSecurityException {
        var cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key.sealing(), new GCMParameterSpec(Sealed.TAG_BYTES * Byte.SIZE, nonce));
        cipher.updateAAD(Sealed.head(key.id()));
        cipher.updateAAD(belongsTo.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    /** 32 bytes for another purpose, from the current key: the same on every node and after a restart. */
    public byte[] derived(String label) {
        return keys.get(0).derived(label);
    }

    /** The same from each key, that of the current one first. */
    public List<byte[]> derivedAll(String label) {
        return keys.stream().map(key -> key.derived(label)).toList();
    }

    /** Names the keys and tells nothing of them. */
    @Override
    public String toString() {
        return "SecretKeys" + keys.stream().map(Key::id).toList();
    }
}
