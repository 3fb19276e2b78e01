package org.openmns.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.UUID;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.openmns.subscription.SubscriptionId;

/** Makes creation repeatable: the same owner and {@code Idempotency-Key} always give the same subscription id. */
final class IdempotencyKey {

    private static final String HEADER = "Idempotency-Key";
    private static final int LENGTH_MAX = 255;

    private IdempotencyKey() {}

    /** The id that this request asks for, or nothing where it has no key. */
    static Optional<SubscriptionId> id(HttpRequest request, String owner) {
        return request.getHeader(HEADER).map(header -> {
            var key = header.value();
            if (key.isBlank() || key.length() > LENGTH_MAX) {
                throw new RequestRefused(
                        Errors.badRequest("Please provide an Idempotency-Key of 1 to " + LENGTH_MAX + " characters"));
            }
            return id(owner, key);
        });
    }

    /** A hash of both in the form of a random UUID: who does not know the key cannot guess the id. */
    static SubscriptionId id(String owner, String key) {
        // The length keeps "a" + "bc" apart from "ab" + "c".
        var hash = ByteBuffer.wrap(sha256().digest((owner.length() + ":" + owner + key).getBytes(UTF_8)));
        var high = (hash.getLong() & ~0xF000L) | 0x4000L;
        var low = (hash.getLong() & ~(0b11L << 62)) | (0b10L << 62);
        return new SubscriptionId(new UUID(high, low));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
