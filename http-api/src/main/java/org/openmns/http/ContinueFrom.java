package org.openmns.http;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.openmns.subscription.SubscriptionId;

/** The opaque token that names the last subscription of a page, so that the next one starts behind it. */
final class ContinueFrom {

    /** Tells our tokens from other text, and these from those of a later form. */
    private static final byte FORM = 1;

    private static final int BYTES = 1 + 2 * Long.BYTES;

    private ContinueFrom() {}

    static String token(SubscriptionId last) {
        var bytes = ByteBuffer.allocate(BYTES)
                .put(FORM)
                .putLong(last.value().getMostSignificantBits())
                .putLong(last.value().getLeastSignificantBits());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** The id in this token, or nothing where we did not make it. */
    static Optional<SubscriptionId> parse(String token) {
        try {
            var bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
            if (bytes.capacity() != BYTES || bytes.get() != FORM) {
                return Optional.empty();
            }
            return SubscriptionId.parse(new UUID(bytes.getLong(), bytes.getLong()).toString());
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
